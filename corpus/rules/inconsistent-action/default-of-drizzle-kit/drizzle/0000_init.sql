CREATE TABLE "users" ("id" integer PRIMARY KEY NOT NULL);
--> statement-breakpoint
CREATE TABLE "posts" ("id" integer PRIMARY KEY NOT NULL, "user_id" integer NOT NULL);
--> statement-breakpoint
CREATE TABLE "likes" ("id" integer PRIMARY KEY NOT NULL, "user_id" integer NOT NULL);
--> statement-breakpoint
CREATE TABLE "votes" ("id" integer PRIMARY KEY NOT NULL, "user_id" integer NOT NULL);
--> statement-breakpoint
CREATE TABLE "notes" ("id" integer PRIMARY KEY NOT NULL, "user_id" integer NOT NULL);
--> statement-breakpoint
CREATE TABLE "files" ("id" integer PRIMARY KEY NOT NULL, "user_id" integer NOT NULL);
--> statement-breakpoint
CREATE TABLE "badges" ("id" integer PRIMARY KEY NOT NULL, "user_id" integer NOT NULL);
--> statement-breakpoint
ALTER TABLE "posts" ADD CONSTRAINT "posts_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "likes" ADD CONSTRAINT "likes_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "votes" ADD CONSTRAINT "votes_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "notes" ADD CONSTRAINT "notes_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "files" ADD CONSTRAINT "files_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "badges" ADD CONSTRAINT "badges_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;
