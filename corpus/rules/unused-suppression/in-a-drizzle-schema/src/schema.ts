import { foreignKey, index, integer, pgTable, type AnyPgColumn } from "drizzle-orm/pg-core";

export const users = pgTable("users", {
  id: integer("id").primaryKey(),
});

export const posts = pgTable("posts", {
  id: integer("id").primaryKey(),
  // referee: ignore[forbidden-action] posts stay when their author goes
  authorId: integer("author_id")
    .references((): AnyPgColumn => users.id, {
      onDelete: "set null",
    }),
  editorId: integer("editor_id").references(() => users.id, {
    onDelete: "restrict",
  }), // referee: ignore[forbidden-action] an editor is replaced first
  /* referee: ignore[forbidden-action] goes with its owner, expect: unused-suppression */
  ownerId: integer("owner_id").references(() => users.id, { onDelete: "cascade" }),
});

/**
 * referee: ignore[forbidden-action] kept for the auditors
 */
export const visits = pgTable(
  "visits",
  {
    id: integer("id").primaryKey(),
    userId: integer("user_id").notNull(),
  },
  (table) => [
    index("visits_user").on(table.userId),
    foreignKey({
      columns: [table.userId],
      foreignColumns: [users.id],
    }),
  ],
);

export const notes = pgTable("notes", { // referee: ignore[forbidden-action] nothing to ignore, expect: unused-suppression
  id: integer("id").primaryKey(),
});
