import { integer, pgTable } from "drizzle-orm/pg-core";
import { users } from "./users";
import { stamps } from "@acme/columns";
export * from "./lost";
export * from "@acme/tables";

export const posts = pgTable("posts", {
  author: integer("author_id").references(() => users.id, { onDelete: "cascade" }),
  ...stamps(),
});
export const comments = pgTable("comments", { post: integer("post_id").references(() => posts.id) });
