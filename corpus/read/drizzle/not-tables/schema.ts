import { relations, sql } from "drizzle-orm";
import { integer, pgEnum, pgMaterializedView, pgPolicy, pgRole, pgSequence, pgTable, pgView, uuid } from "drizzle-orm/pg-core";
import { createInsertSchema } from "drizzle-zod";

export const role = pgEnum("role", ["reader", "writer"]);
export const numbers = pgSequence("numbers");
export const service = pgRole("service");

export const people = pgTable(
  "people",
  { id: uuid("id").primaryKey(), role: role("role"), manager: uuid("manager_id") },
  (person) => [pgPolicy("own", { for: "select", to: service, using: sql`${person.id} = current_user` })],
).enableRLS();

export const peopleRelations = relations(people, ({ one }) => ({
  manager: one(people, { fields: [people.manager], references: [people.id] }),
}));

export const writers = pgView("writers").as((query) => query.select().from(people));
export const counted = pgMaterializedView("counted", { count: integer("count") }).as(sql`select 1`);
export const insertPerson = createInsertSchema(people);
export const pattern = /^pgTable/;
export type Person = typeof people.$inferSelect;
// export const commented = pgTable("commented", { id: integer("id") });
export const text = "pgTable('in_text', {})";
