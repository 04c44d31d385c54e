import { integer, pgTable } from "drizzle-orm/pg-core";

const endless = (depth: number): any => endless(depth + 1);
export const lost = pgTable("lost", { id: endless(0) });
export const users = pgTable("users", { id: integer("id").primaryKey() });
