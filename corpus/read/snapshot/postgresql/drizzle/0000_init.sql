CREATE SCHEMA "shop";
--> statement-breakpoint
CREATE TYPE "public"."status" AS ENUM('open', 'sent');--> statement-breakpoint
CREATE TABLE "customers" (
	"id" serial PRIMARY KEY NOT NULL,
	"email" varchar(120) NOT NULL,
	"country" text DEFAULT 'NL',
	CONSTRAINT "customers_email_unique" UNIQUE("email")
);
--> statement-breakpoint
CREATE TABLE "shop"."order_lines" (
	"order_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"replaces_order" uuid,
	"replaces_number" integer,
	"price" numeric(10, 2) NOT NULL,
	CONSTRAINT "order_lines_order_id_number_pk" PRIMARY KEY("order_id","number"),
	CONSTRAINT "order_lines_once" UNIQUE("order_id","replaces_number")
);
--> statement-breakpoint
CREATE TABLE "shop"."orders" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"customer_id" integer,
	"status" "status" NOT NULL,
	"placed_at" timestamp with time zone DEFAULT now()
);
--> statement-breakpoint
ALTER TABLE "shop"."order_lines" ADD CONSTRAINT "order_lines_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "shop"."orders"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shop"."order_lines" ADD CONSTRAINT "order_lines_replaces" FOREIGN KEY ("replaces_order","replaces_number") REFERENCES "shop"."order_lines"("order_id","number") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shop"."orders" ADD CONSTRAINT "orders_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE set null ON UPDATE cascade;--> statement-breakpoint
CREATE INDEX "orders_customer_idx" ON "shop"."orders" USING btree ("customer_id");