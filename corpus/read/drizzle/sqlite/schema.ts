import { sql } from "drizzle-orm";
import { blob, foreignKey, integer, numeric, real, sqliteTable, text, uniqueIndex, type AnySQLiteColumn } from "drizzle-orm/sqlite-core";

export const files = sqliteTable("files", {
  id: integer("id").primaryKey({ autoIncrement: true }),
  folder: integer("folder_id").references((): AnySQLiteColumn => files.id, { onDelete: "cascade", onUpdate: "cascade" }),
  body: blob("body"),
  ratio: real(),
  amount: numeric("amount"),
  at: integer("at", { mode: "timestamp" }).default(sql`(unixepoch())`).notNull(),
  path: text("path").generatedAlwaysAs(sql`'/' || id`),
});
export const copies = sqliteTable("copies", { from: integer("from_id"), to: integer("to_id"), via: integer("via_id") }, (copy) => [
  foreignKey(() => ({ columns: [copy.from], foreignColumns: [files.id], name: "copies_from" })).onDelete("cascade"),
  foreignKey(() => ({ columns: [copy.to], foreignColumns: [files.id], onDelete: "cascade" }) as any),
  foreignKey({ columns: [copy.via], foreignColumns: [files.id] }).onUpdate("set null"),
  uniqueIndex("copies_once").on(copy.from, copy.to),
]);
