CREATE SCHEMA "My Schema";
CREATE TABLE "My Schema"."Order" ("Id" integer PRIMARY KEY, "select" integer, "a""b" integer, "ünïcode" integer UNIQUE);
CREATE TABLE UPPER (ID INTEGER PRIMARY KEY, Order_Id INTEGER REFERENCES "My Schema"."Order");
CREATE TABLE "user" (id integer PRIMARY KEY, "order" integer REFERENCES "My Schema"."Order" ("ünïcode") ON DELETE CASCADE);
ALTER TABLE upper ADD COLUMN "User" integer REFERENCES "user", ADD COLUMN user_ integer REFERENCES "user" ("id");
ALTER TABLE "My Schema"."Order" ADD FOREIGN KEY ("a""b") REFERENCES Upper (Id), ADD CONSTRAINT "C k" FOREIGN KEY ("select") REFERENCES "My Schema"."Order";
ALTER TABLE "My Schema"."Order" RENAME COLUMN "a""b" TO "c.d";
CREATE TABLE größe (id integer PRIMARY KEY, ÄNDERUNG integer REFERENCES größe);
