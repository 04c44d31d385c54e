import { integer, pgEnum, pgTable } from "drizzle-orm/pg-core";
import { billing } from "./billing";

export const level = pgEnum("level", ["low", "high"]);
export const kind = billing.enum("kind", ["one", "many"]);

export const accounts = billing.table("accounts", { id: integer("id").primaryKey(), kind: kind("kind") });
export const publicAccounts = pgTable("accounts", {
  id: integer("id").primaryKey(),
  account: integer("account_id").references(() => accounts.id, { onDelete: "cascade" }),
  level: level("level").notNull(),
});
export const invoices = billing.table("invoices", {
  account: integer("account_id").references(() => publicAccounts.id),
});
// A dot in a table's name is no schema.
export const dotted = pgTable("billing.notes", { id: integer("id").primaryKey() });
