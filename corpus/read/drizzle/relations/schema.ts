import { defineRelations } from "drizzle-orm";
import { relations } from "drizzle-orm/_relations";
import { integer, pgTable } from "drizzle-orm/pg-core";

export const teams = pgTable("teams", { id: integer("id").primaryKey() });
export const members = pgTable("members", { id: integer("id").primaryKey(), team: integer("team_id"), mentor: integer("mentor_id") });

export const membersRelations = relations(members, ({ one, many }) => ({
  team: one(teams, { fields: [members.team], references: [teams.id] }),
  pupils: many(members),
}));

export const newer = defineRelations({ teams, members }, (r) => ({
  members: {
    advisor: r.one.members({ from: r.members.mentor, to: r.members.id }),
    pupils: r.many.members({ from: r.members.id, to: r.members.mentor }),
  },
}));
