import { pgTable, integer } from "drizzle-orm/pg-core";

export const visits = pgTable("visits", { id: integer("id").primaryKey() });
