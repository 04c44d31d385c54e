import { integer, pgTable } from "drizzle-orm/pg-core";

export const before = pgTable("before", { id: integer("id").primaryKey() });

export const broken = pgTable("broken", { id: integer("id" );

export const after = pgTable("after", {
  before: integer("before_id").references(() => before.id, { onDelete: "cascade" }),
});
