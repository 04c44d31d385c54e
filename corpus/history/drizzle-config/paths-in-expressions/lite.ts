import { sqliteTable, integer } from "drizzle-orm/sqlite-core";

export const authors = sqliteTable("authors", { id: integer("id").primaryKey() });
