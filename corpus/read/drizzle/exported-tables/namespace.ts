import { integer, pgTable } from "drizzle-orm/pg-core";

export const inNamespace = pgTable("in_namespace", { id: integer("id").primaryKey() });
