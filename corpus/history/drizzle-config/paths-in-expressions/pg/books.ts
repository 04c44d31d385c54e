import { pgTable, integer } from "drizzle-orm/pg-core";

export const books = pgTable("books", { id: integer("id").primaryKey() });
