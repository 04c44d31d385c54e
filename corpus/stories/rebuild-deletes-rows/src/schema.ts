import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const composers = sqliteTable("composers", {
  id: integer("id").primaryKey({ autoIncrement: true }),
  name: text("name").notNull(),
});

export const pieces = sqliteTable("pieces", {
  id: integer("id").primaryKey({ autoIncrement: true }),
  title: text("title").notNull(),
  composerId: integer("composer_id").references(() => composers.id, { onDelete: "set null" }),
  voices: text("voices").notNull().default("SATB"),
});

export const scores = sqliteTable(
  "scores",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    pieceId: integer("piece_id")
      .notNull()
      .references(() => pieces.id, { onDelete: "cascade" }),
    shelf: text("shelf").notNull(),
    copies: integer("copies").notNull().default(1),
  },
  (table) => [index("scores_piece_idx").on(table.pieceId)],
);

export const rehearsalNotes = sqliteTable("rehearsal_notes", {
  id: integer("id").primaryKey({ autoIncrement: true }),
  pieceId: integer("piece_id")
    .notNull()
    .references(() => pieces.id, { onDelete: "cascade" }),
  note: text("note").notNull(),
});

export const concerts = sqliteTable("concerts", {
  id: integer("id").primaryKey({ autoIncrement: true }),
  heldOn: text("held_on").notNull(),
  encoreId: integer("encore_id").references(() => pieces.id, { onDelete: "set null" }),
});
