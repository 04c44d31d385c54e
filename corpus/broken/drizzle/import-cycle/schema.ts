import { integer, pgTable } from "drizzle-orm/pg-core";
import { children, size } from "./children";

export const parents = pgTable("parents", {
  id: integer("id").primaryKey(),
  favourite: integer(`favourite_${size}`).references((): any => children.id),
});
export const count = size;
export { children };
