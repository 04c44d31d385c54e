import { customType, timestamp, uuid } from "drizzle-orm/pg-core";
import { users } from "./schema";

export const id = (name = "id") => uuid(name).primaryKey().defaultRandom();

export function timestamps() {
  return {
    createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
    updatedAt: timestamp("updated_at", { precision: 3 }).$onUpdate(() => new Date()),
  };
}

export function reference(name?: string): any;
export function reference(name: string, options: { required: boolean }): any;
export function reference(name = "user_id", options?: { required?: boolean }) {
  const column = uuid(name).references(() => users.id, { onDelete: options?.required === false ? "set null" : "cascade" });
  return options?.required === false ? column : column.notNull();
}

const audited = { deletedBy: uuid("deleted_by").references(() => users.id) };
export const owned = { ...audited, ownerId: uuid("owner_id").references(() => users.id, { onDelete: "cascade" }) };

export const citext = customType<{ data: string }>({
  dataType() {
    return "citext";
  },
});
