ALTER TABLE "User" RENAME TO "people";
ALTER TABLE "Post" RENAME TO "articles";
ALTER TABLE "articles" RENAME COLUMN "authorId" TO "author_id";
