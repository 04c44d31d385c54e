CREATE TABLE "shelves" ("id" integer PRIMARY KEY);
