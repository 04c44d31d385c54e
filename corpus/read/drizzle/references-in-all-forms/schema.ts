import { foreignKey, integer, pgTable, type AnyPgColumn } from "drizzle-orm/pg-core";

const rootOf = () => nodes.id;
export const nodes = pgTable(
  "nodes",
  {
    id: integer("id").primaryKey(),
    arrow: integer("arrow").references((): AnyPgColumn => nodes.id, { onDelete: "set null" }),
    block: integer("block").references((): any => {
      return nodes.id;
    }),
    plain: integer("plain").references(function () {
      return nodes.id;
    }),
    named: integer("named").references(rootOf, { onDelete: "restrict" }),
    index: integer("index").references(() => nodes["id"]),
    nonNull: integer("non_null").references(() => nodes.id!),
    cast: integer("cast").references(() => (nodes as any).id),
    local: integer("local").references(() => {
      const table = nodes;
      return table.id;
    }),
    own: integer("own"),
  },
  (node) => [foreignKey({ columns: [node.own], foreignColumns: [node.id], name: "nodes_own" }).onDelete("cascade")],
);
