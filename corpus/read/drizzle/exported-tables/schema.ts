import { integer, pgTable } from "drizzle-orm/pg-core";

const kept = pgTable("kept", { id: integer("id").primaryKey() });
const twice = pgTable("twice", { kept: integer("kept").references(() => kept.id) });
const hidden = pgTable("hidden", { id: integer("id").primaryKey() });

export { kept, twice as renamed, twice as again };
export const alias = kept;
export default pgTable("by_default", { hidden: integer("hidden").references(() => hidden.id) });
export * from "./more";
export { chosen as one } from "./chosen";
export * as namespace from "./namespace";

export const inObject = { x: pgTable("in_object", { id: integer("id") }) };
export const inList = [pgTable("in_list", { id: integer("id") })];
export class InClass {
  static table = pgTable("in_class", { id: integer("id") });
}
export function inFunction() {
  return pgTable("in_function", { id: integer("id") });
}

// drizzle-kit meets exports by name: the table of `second` is the last.
export const second = pgTable("same_name", { id: integer("id"), second: integer("second") });
export const first = pgTable("same_name", { id: integer("id"), first: integer("first") });
