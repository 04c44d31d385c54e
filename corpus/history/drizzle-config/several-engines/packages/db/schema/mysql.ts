import { mysqlTable, int } from "drizzle-orm/mysql-core";

export const authors = mysqlTable("authors", { id: int("id").primaryKey() });
