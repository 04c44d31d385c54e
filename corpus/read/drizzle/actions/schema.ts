import { foreignKey, integer, pgTable } from "drizzle-orm/pg-core";

export const owners = pgTable("owners", { id: integer("id").primaryKey() });

const cascade = { onDelete: "cascade" } as const;
const SET_NULL = "set null";
const onDelete = "restrict";

export const pets = pgTable(
  "pets",
  {
    omitted: integer("omitted").references(() => owners.id),
    empty: integer("empty").references(() => owners.id, {}),
    both: integer("both").references(() => owners.id, { onDelete: "set default", onUpdate: "no action" }),
    onlyUpdate: integer("only_update").references(() => owners.id, { onUpdate: "cascade" }),
    constant: integer("constant").references(() => owners.id, cascade),
    spread: integer("spread").references(() => owners.id, { ...cascade, onUpdate: "restrict" }),
    overridden: integer("overridden").references(() => owners.id, { ...cascade, onDelete: SET_NULL }),
    shorthand: integer("shorthand").references(() => owners.id, { onDelete }),
    template: integer("template").references(() => owners.id, { "onDelete": `cascade` }),
    undefinedAction: integer("undefined_action").references(() => owners.id, { onDelete: undefined }),
    inObject: integer("in_object"),
    chained: integer("chained"),
  },
  (pet) => [
    // drizzle-orm passes over actions that stand in the object.
    foreignKey({ columns: [pet.inObject], foreignColumns: [owners.id], onDelete: "cascade" } as any),
    foreignKey({ columns: [pet.chained], foreignColumns: [owners.id] })
      .onDelete("cascade")
      .onUpdate("set null"),
  ],
);
