import { integer, pgTable } from "drizzle-orm/pg-core";
import { count, parents } from "./schema";

export const size = count;
export const children = pgTable("children", {
  id: integer("id").primaryKey(),
  parent: integer("parent_id").references(() => parents.id, { onDelete: "cascade" }),
});
