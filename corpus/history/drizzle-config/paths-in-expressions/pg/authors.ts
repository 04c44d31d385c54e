import { pgTable, integer } from "drizzle-orm/pg-core";

export const authors = pgTable("authors", { id: integer("id").primaryKey() });
