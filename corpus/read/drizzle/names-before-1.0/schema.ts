import { integer, pgTable } from "drizzle-orm/pg-core";

export const requests = pgTable("customer_relationship_management_requests", { id: integer("id").primaryKey() });
export const notes = pgTable("request_notes", {
  request: integer("request_id").references(() => requests.id, { onDelete: "cascade" }),
  short: integer("r").references(() => notes2.id),
});
export const notes2 = pgTable("notes", { id: integer("id").primaryKey() });
export const events = pgTable("customer_relationship_management_request_events", {
  request: integer("customer_relationship_request_id").references(() => requests.id, { onDelete: "cascade" }),
});
