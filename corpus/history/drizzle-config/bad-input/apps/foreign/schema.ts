import { mssqlTable, integer } from "drizzle-orm/mssql-core";

export const authors = mssqlTable("authors", { id: integer("id").primaryKey() });
