CREATE TABLE "bookings" (
	"id" integer PRIMARY KEY NOT NULL,
	"member_id" integer NOT NULL,
	"approver" integer -- expect: unconstrained-reference
);
--> statement-breakpoint
CREATE TABLE "key_cards" (
	"id" integer PRIMARY KEY NOT NULL,
	"booking_id" integer
);
--> statement-breakpoint
CREATE TABLE "members" (
	"id" integer PRIMARY KEY NOT NULL,
	"name" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "key_cards" ADD CONSTRAINT "key_cards_booking_id_bookings_id_fk" FOREIGN KEY ("booking_id") REFERENCES "public"."bookings"("id") ON DELETE cascade ON UPDATE no action;
