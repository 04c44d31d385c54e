ALTER TABLE "bookings" DROP CONSTRAINT "bookings_guest_of_id_members_id_fk";
--> statement-breakpoint
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_guest_of_id_members_id_fk" FOREIGN KEY ("guest_of_id") REFERENCES "public"."members"("id") ON DELETE set null ON UPDATE no action;
--> statement-breakpoint
CREATE TABLE "locks" (
	"id" integer PRIMARY KEY NOT NULL,
	"booking_id" integer
);
--> statement-breakpoint
ALTER TABLE "locks" ADD CONSTRAINT "locks_booking_id_bookings_id_fk" FOREIGN KEY ("booking_id") REFERENCES "public"."bookings"("id") ON DELETE cascade ON UPDATE no action;
