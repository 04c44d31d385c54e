import { pgTable, integer } from "drizzle-orm/pg-core";

export const orders = pgTable("orders", { id: integer("id").primaryKey() });
