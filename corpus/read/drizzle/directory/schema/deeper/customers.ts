import { integer, pgTable } from "drizzle-orm/pg-core";

export const customers = pgTable("customers", { id: integer("id").primaryKey() });
