export * from "@/db/schema/users";
export * from "@/db/schema/posts";
