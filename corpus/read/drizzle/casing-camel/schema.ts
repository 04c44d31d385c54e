import { int, mysqlTable } from "drizzle-orm/mysql-core";

export const accounts = mysqlTable("accounts", { account_id: int().primaryKey(), HTTPPort: int(), named_column: int("named_column") });
