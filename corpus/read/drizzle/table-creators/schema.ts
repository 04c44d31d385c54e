import { integer, pgTableCreator } from "drizzle-orm/pg-core";

const createTable = pgTableCreator((name) => `shop_${name}`);
const PREFIX = "old" + "_";
const createOld = pgTableCreator((name) => {
  return PREFIX + name.toLowerCase();
});

export const items = createTable("items", { id: integer("id").primaryKey() });
export const prices = createTable("prices", { item: integer("item_id").references(() => items.id) });
export const legacy = createOld("LEGACY", { item: integer("item_id").references(() => items.id) });

const logged = (name: string) => createTable(`${name}_log`, { item: integer("item_id").references(() => items.id, { onDelete: "cascade" }) });
export const itemLog = logged("item");
export const priceLog = logged("price");
