CREATE TABLE "authors" ("id" serial PRIMARY KEY NOT NULL);
