CREATE TABLE "members" (
	"id" integer PRIMARY KEY NOT NULL,
	"name" text NOT NULL
);
