ALTER TABLE "Article" RENAME TO "Post";
