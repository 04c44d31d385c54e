import { hostname } from "node:os";
import { foreignKey, integer, pgTable } from "drizzle-orm/pg-core";

const name = hostname();
const later = Math.random() > 0.5 ? "cascade" : "restrict";

export const users = pgTable("users", { id: integer("id").primaryKey(), other: integer(name) });
export const here = pgTable(`${name}_here`, { id: integer("id").primaryKey() });
export const posts = pgTable(
  "posts",
  {
    author: integer("author_id").references(() => users.id, { onDelete: later }),
    reader: integer("reader_id").references(() => users.id, { onDelete: "sometimes" as any }),
    writer: integer("writer_id").references(() => users.nothing),
    editor: integer("editor_id"),
    [name]: integer("known"),
  },
  (post) => [foreignKey({ columns: [post.editor], foreignColumns: [users.id], name })],
);
export const tags = pgTable(process.env.TAGS ?? "tags", { id: integer("id").primaryKey() });
