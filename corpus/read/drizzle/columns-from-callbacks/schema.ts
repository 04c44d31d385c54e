import * as p from "drizzle-orm/pg-core";
import { pgTable as table } from "drizzle-orm/pg-core";

export const users = table("users", (t) => ({ id: t.uuid().primaryKey(), name: t.text("full_name") }));
export const posts = table(
  "posts",
  ({ uuid, text }) => ({ author: uuid("author_id").references(() => users.id, { onDelete: "cascade" }), body: text() }),
  (post) => [p.foreignKey({ columns: [post.author], foreignColumns: [users.id], name: "posts_author" })],
);
export const tags = p.pgTable("tags", (t) => {
  const author = t.uuid("author_id");
  return { author: author.references((): p.AnyPgColumn => users.id) };
});
