import { integer, pgTable, text } from "drizzle-orm/pg-core";

export const members = pgTable("members", {
  id: integer("id").primaryKey(),
  name: text("name").notNull(),
});

export const bookings = pgTable("bookings", {
  id: integer("id").primaryKey(),
  memberId: integer("member_id")
    .notNull()
    .references(() => members.id, { onDelete: "cascade" }),
  guestOfId: integer("guest_of_id"), // expect: undeclared-foreign-key
});
