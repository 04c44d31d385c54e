CREATE SCHEMA "shop";
--> statement-breakpoint
CREATE TYPE "status" AS ENUM('open', 'sent');--> statement-breakpoint
CREATE TABLE "customers" (
	"id" serial PRIMARY KEY,
	"email" varchar(120) NOT NULL UNIQUE,
	"country" text DEFAULT 'NL'
);
--> statement-breakpoint
CREATE TABLE "shop"."order_lines" (
	"order_id" uuid,
	"number" integer,
	"replaces_order" uuid,
	"replaces_number" integer,
	"price" numeric(10,2) NOT NULL,
	CONSTRAINT "order_lines_pkey" PRIMARY KEY("order_id","number"),
	CONSTRAINT "order_lines_once" UNIQUE("order_id","replaces_number")
);
--> statement-breakpoint
CREATE TABLE "shop"."orders" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	"customer_id" integer,
	"status" "status" NOT NULL,
	"placed_at" timestamp with time zone DEFAULT now()
);
--> statement-breakpoint
CREATE INDEX "orders_customer_idx" ON "shop"."orders" ("customer_id");--> statement-breakpoint
ALTER TABLE "shop"."order_lines" ADD CONSTRAINT "order_lines_order_id_orders_id_fkey" FOREIGN KEY ("order_id") REFERENCES "shop"."orders"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "shop"."order_lines" ADD CONSTRAINT "order_lines_replaces" FOREIGN KEY ("replaces_order","replaces_number") REFERENCES "shop"."order_lines"("order_id","number") ON DELETE RESTRICT;--> statement-breakpoint
ALTER TABLE "shop"."orders" ADD CONSTRAINT "orders_customer_id_customers_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers"("id") ON DELETE SET NULL ON UPDATE CASCADE;