CREATE TABLE "readers" ("id" serial PRIMARY KEY NOT NULL);
