import { integer, pgTable, text } from "drizzle-orm/pg-core";

export const userAccounts = pgTable("userAccounts", {
  userID: integer().primaryKey(),
  homeURL2x: text(),
  kind: text({ enum: ["a", "b"] }),
  snake_already: text(),
  explicitName: integer("explicitName").unique(),
});
// The first place in the name that looks like the column is replaced, be it in the table's name.
export const userIdTable = pgTable("userIdTable", {
  userId: integer().references(() => userAccounts.userID, { onDelete: "cascade" }),
  explicit: integer("explicitName").references(() => userAccounts.explicitName),
});
