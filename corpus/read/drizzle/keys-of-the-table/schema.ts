import { sql } from "drizzle-orm";
import { check, foreignKey, index, integer, pgTable, primaryKey, text, unique, uniqueIndex } from "drizzle-orm/pg-core";

export const sites = pgTable(
  "sites",
  { tenant: integer("tenant").notNull(), id: integer("id").notNull(), host: text("host").unique(), size: integer("size") },
  (site) => [
    primaryKey({ columns: [site.tenant, site.id], name: "sites_key" }),
    unique().on(site.id, site.host),
    uniqueIndex("sites_host").on(site.host.desc()).where(sql`${site.size} > 0`),
    index("sites_size").on(site.size, sql`lower(${site.host})`),
    check("sites_size", sql`${site.size} > 0 and ${site.size} < 9`),
  ],
);
export const pages = pgTable(
  "pages",
  { tenant: integer("tenant"), site: integer("site"), id: integer("id").primaryKey() },
  (page) => ({
    bySite: index("pages_site").on(page.site),
    site: foreignKey({ columns: [page.tenant, page.site], foreignColumns: [sites.tenant, sites.id] })
      .onDelete("cascade"),
  }),
);
const common = (table: any) => [
  index().on(table.page),
  foreignKey({ columns: [table.page], foreignColumns: [pages.id] }).onDelete("cascade"),
];
export const links = pgTable("links", { page: integer("page_id"), to: integer("to_id") }, (link) => [
  ...common(link),
  foreignKey({ name: "links_to", columns: [link.to], foreignColumns: [pages.id] }),
]);
export const marks = pgTable("marks", { page: integer("page_id") }, common);
// One automatic name: the table's own clause wins. Another name makes another foreign key.
export const twice = pgTable("twice", { page: integer("page_id").references(() => pages.id) }, (row) => [
  foreignKey({ columns: [row.page], foreignColumns: [pages.id] }).onDelete("set null"),
  foreignKey({ columns: [row.page], foreignColumns: [pages.id], name: "twice_named" }).onDelete("restrict"),
]);
