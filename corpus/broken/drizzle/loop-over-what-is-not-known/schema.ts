import { readdirSync } from "node:fs";
import { integer, pgTable } from "drizzle-orm/pg-core";

export const users = pgTable("users", { id: integer("id").primaryKey() });

const makeLog = (name: string) => pgTable(`${name}_log`, { user: integer("user_id").references(() => users.id) });
export const logs = readdirSync("logs").map((name) => makeLog(name));
export const tables: Record<string, any> = {};
for (const name of readdirSync("tables")) {
  tables[name] = pgTable(name, { id: integer("id") });
}
export const numbers = readdirSync("numbers").map((name) => name.length);
