ALTER TABLE "Post" DROP CONSTRAINT "Post_authorId_fkey";
ALTER TABLE "Post" ADD CONSTRAINT "Post_author_fk" FOREIGN KEY ("authorId") REFERENCES "User"("id") ON UPDATE CASCADE; -- expect: lost-action
