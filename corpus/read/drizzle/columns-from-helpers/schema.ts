import { pgTable, text, uuid } from "drizzle-orm/pg-core";
import * as helpers from "./helpers";
import { citext, id, owned, timestamps } from "./helpers";

export const users = pgTable("users", { id: id(), email: citext("email").notNull().unique(), ...timestamps() });
export const notes = pgTable("notes", {
  ...owned,
  id: id("note_id"),
  reader: helpers.reference("reader_id", { required: false }),
  writer: helpers.reference(),
});
// A later key takes the place of an earlier one, with its foreign key.
export const drafts = pgTable("drafts", { ...owned, ownerId: uuid("owner_id") });
export const copies = pgTable("copies", { ownerId: uuid("other"), ...owned });

const withNotes = true;
export const lists = pgTable("lists", {
  id: id(),
  ...(withNotes ? { note: uuid("note_id").references(() => notes.id, { onDelete: "set null" }) } : {}),
  ...(!withNotes && { gone: text("gone") }),
});
const columns: Record<string, any> = { id: id() };
for (const name of ["left", "right"]) columns[name] = uuid(`${name}_id`).references(() => lists.id);
export const pairs = pgTable("pairs", Object.assign({}, columns, { note: text("note") }));
export const [mondays, fridays] = ["mondays", "fridays"].map((day) => pgTable(day, { ...columns }));
