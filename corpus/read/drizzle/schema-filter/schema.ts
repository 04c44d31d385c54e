import { integer, pgSchema, pgTable, uuid } from "drizzle-orm/pg-core";
import { authUsers } from "drizzle-orm/supabase";

const platform = pgSchema("platform");
export const tenants = platform.table("tenants", { id: integer("id").primaryKey() });

export const profiles = pgTable("profiles", {
  user: uuid("user_id").references(() => authUsers.id, { onDelete: "cascade" }),
  tenant: integer("tenant_id").references(() => tenants.id, { onDelete: "restrict" }),
});
