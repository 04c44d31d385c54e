import { bigint, binary, boolean, datetime, decimal, foreignKey, int, mysqlEnum, mysqlTable, serial, timestamp, varchar } from "drizzle-orm/mysql-core";

export const users = mysqlTable("users", {
  id: serial("id").primaryKey(),
  boss: bigint("boss_id", { mode: "number", unsigned: true }).references((): any => users.id, { onDelete: "set null" }),
  name: varchar("name", { length: 80 }).notNull(),
  active: boolean("active").default(true),
  kind: mysqlEnum("kind", ["a", "b"]),
  since: datetime("since", { fsp: 3 }),
  seen: timestamp("seen").defaultNow().onUpdateNow(),
  amount: decimal("amount", { precision: 10, scale: 2 }),
  token: binary("token", { length: 16 }),
  number: int("number").autoincrement(),
});
export const posts = mysqlTable(
  "posts",
  { author: bigint("author_id", { mode: "number", unsigned: true }).notNull() },
  (post) => [foreignKey({ columns: [post.author], foreignColumns: [users.id], name: "posts_author" }).onDelete("cascade")],
);
