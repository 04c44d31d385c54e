import { pgTable, uuid } from "~core";
import { posts } from "@/db/schema/posts";

export const users = pgTable("users", { id: uuid("id").primaryKey(), pinned: uuid("pinned").references((): any => posts.id, { onDelete: "set null" }) });
