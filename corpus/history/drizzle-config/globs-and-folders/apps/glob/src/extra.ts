import { pgTable, integer } from "drizzle-orm/pg-core";

export const extras = pgTable("extras", { id: integer("id").primaryKey() });
