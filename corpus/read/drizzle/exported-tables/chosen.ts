import { integer, pgTable } from "drizzle-orm/pg-core";

export const chosen = pgTable("chosen", { id: integer("id").primaryKey() });
export const notChosen = pgTable("not_chosen", { id: integer("id").primaryKey() });
