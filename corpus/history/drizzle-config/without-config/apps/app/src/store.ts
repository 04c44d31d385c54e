import { sqliteTable, integer } from "drizzle-orm/sqlite-core";

export const drafts = sqliteTable("drafts", { id: integer("id").primaryKey() });
