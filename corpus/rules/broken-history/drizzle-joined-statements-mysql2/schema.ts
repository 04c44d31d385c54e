import { int, mysqlTable, varchar } from "drizzle-orm/mysql-core";

export const boats = mysqlTable("boats", {
  id: int("id").primaryKey(),
  name: varchar("name", { length: 80 }).notNull(),
});

export const moorings = mysqlTable("moorings", {
  id: int("id").primaryKey(),
  boatId: int("boat_id").references(() => boats.id, { onDelete: "set null" }),
});
