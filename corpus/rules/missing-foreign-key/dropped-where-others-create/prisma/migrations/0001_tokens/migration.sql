-- No file creates these tables: the application does when it starts, and it makes the tokens anew.
ALTER TABLE "User" ADD COLUMN "token_version" INTEGER;
DROP TABLE "Token";
