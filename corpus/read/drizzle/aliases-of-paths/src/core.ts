export { pgTable, uuid } from "drizzle-orm/pg-core";
