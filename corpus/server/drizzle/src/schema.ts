import { relations } from "drizzle-orm";
import { foreignKey, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const users = sqliteTable("users", { id: integer("id").primaryKey() });

export const sites = sqliteTable("sites", {
  id: integer("id").primaryKey(),
  owner: integer("owner_id").references(() => users.id, { onDelete: "cascade" }),
});

export const pages = sqliteTable(
  "pages",
  { id: integer("id").primaryKey(), site: integer("site_id").notNull() },
  (page) => [foreignKey({ columns: [page.site], foreignColumns: [sites.id] }).onDelete("cascade")],
);

export const sitesRelations = relations(sites, ({ one }) => ({
  owner: one(users, { fields: [sites.owner], references: [users.id] }),
}));
