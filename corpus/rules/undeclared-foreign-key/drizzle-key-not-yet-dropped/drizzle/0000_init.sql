CREATE TABLE "bookings" (
	"id" integer PRIMARY KEY NOT NULL,
	"member_id" integer NOT NULL,
	"guest_of_id" integer
);
--> statement-breakpoint
CREATE TABLE "members" (
	"id" integer PRIMARY KEY NOT NULL,
	"name" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_guest_of_id_members_id_fk" FOREIGN KEY ("guest_of_id") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;