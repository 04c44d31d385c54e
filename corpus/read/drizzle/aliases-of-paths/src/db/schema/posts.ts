import { pgTable, uuid } from "~core";
import { users } from "./users.js";

export const posts = pgTable("posts", { id: uuid("id").primaryKey(), author: uuid("author_id").references(() => users.id, { onDelete: "cascade" }) });
