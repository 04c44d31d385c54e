import { integer, sqliteTable } from "drizzle-orm/sqlite-core";

export const local = sqliteTable("local", { id: integer("id").primaryKey() });
