-- referee: ignore[missing-foreign-key] posts move to another database
ALTER TABLE "Post"
    DROP CONSTRAINT "Post_authorId_fkey";
