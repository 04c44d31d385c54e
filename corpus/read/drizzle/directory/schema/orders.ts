import { integer, pgTable } from "drizzle-orm/pg-core";
import { customers } from "./deeper/customers";

export const orders = pgTable("orders", {
  customer: integer("customer_id").references(() => customers.id, { onDelete: "cascade" }),
});
