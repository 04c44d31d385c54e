import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const boats = sqliteTable("boats", {
  id: integer("id").primaryKey(),
  name: text("name").notNull(),
});

export const moorings = sqliteTable("moorings", {
  id: integer("id").primaryKey(),
  berth: text("berth").notNull(),
  boatId: integer("boat_id").references(() => boats.id, { onDelete: "set null" }), // expect: action-mismatch
});
