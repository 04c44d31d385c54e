import { sqliteTable, integer } from "drizzle-orm/sqlite-core";

export const trials = sqliteTable("trials", { id: integer("id").primaryKey() });
