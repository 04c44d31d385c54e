import { int, mysqlTable } from "drizzle-orm/mysql-core";

export const requests = mysqlTable("customer_relationship_requests", { id: int("id").primaryKey() });
export const notes = mysqlTable("customer_relationship_notes", { request: int("request_id").references(() => requests.id) });
