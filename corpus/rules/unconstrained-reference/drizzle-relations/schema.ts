import { relations } from "drizzle-orm";
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
  approver: integer("approver"),
});

export const keyCards = pgTable("key_cards", {
  id: integer("id").primaryKey(),
  bookingId: integer("booking_id").references(() => bookings.id, { onDelete: "cascade" }),
});

export const bookingRelations = relations(bookings, ({ one }) => ({
  member: one(members, { fields: [bookings.memberId], references: [members.id] }),
  approvedBy: one(members, { fields: [bookings.approver], references: [members.id] }),
  // The foreign key stands on the other side.
  keyCard: one(keyCards, { fields: [bookings.id], references: [keyCards.bookingId] }),
}));
