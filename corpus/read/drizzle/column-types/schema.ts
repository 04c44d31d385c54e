import {
  bigint, bigserial, boolean, char, cidr, customType, date, decimal, doublePrecision, inet, integer, interval, json, jsonb,
  numeric, pgEnum, pgTable, real, serial, smallint, text, time, timestamp, uuid, varchar, vector,
} from "drizzle-orm/pg-core";
import { sql } from "drizzle-orm";

const mood = pgEnum("mood", ["sad", "ok"]);
const tsvector = customType<{ data: string }>({ dataType: () => "tsvector" });
const sized = customType<{ data: string; config: { size: number } }>({ dataType: (config) => `varchar(${config?.size ?? 9})` });

export const everything = pgTable("everything", {
  serial: serial("serial").primaryKey(),
  big: bigint("big", { mode: "bigint" }),
  bigSerial: bigserial("big_serial", { mode: "number" }),
  identity: integer("identity").generatedAlwaysAsIdentity(),
  small: smallint("small").default(0),
  flag: boolean("flag").default(false).notNull(),
  nothing: text("nothing").default(null as any),
  client: text("client").$defaultFn(() => "x"),
  code: char("code", { length: 3 }),
  letter: char("letter"),
  name: varchar("name", { length: 255 }),
  free: varchar("free"),
  whole: numeric("whole"),
  price: decimal("price", { precision: 10, scale: 2 }),
  rounded: numeric("rounded", { precision: 6 }),
  ratio: doublePrecision("ratio"),
  half: real("half"),
  day: date("day").defaultNow(),
  hour: time("hour", { withTimezone: true }),
  at: timestamp("at", { withTimezone: true, precision: 3 }),
  then: timestamp("then"),
  span: interval("span"),
  key: uuid("key").defaultRandom(),
  address: inet("address"),
  network: cidr("network"),
  old: json("old"),
  data: jsonb("data").$type<{ a: 1 }>().default({ a: 1 }),
  mood: mood("mood"),
  tags: text("tags").array(),
  embedding: vector("embedding", { dimensions: 3 }),
  search: tsvector("search").generatedAlwaysAs(sql`to_tsvector('english', 'x')`),
  sized: sized("sized", { size: 12 }),
});
