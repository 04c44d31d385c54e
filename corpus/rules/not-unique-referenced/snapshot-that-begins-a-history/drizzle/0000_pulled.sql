-- Current sql file was generated after introspecting the database
/*
CREATE TABLE "categories" ("team" integer NOT NULL, "slug" text NOT NULL, "id" integer NOT NULL, "parent_id" integer);
*/
