CREATE TABLE "Shadow" (
    "id" INTEGER PRIMARY KEY,
    "postId" INTEGER NOT NULL REFERENCES "Post"("id") -- expect: undeclared-foreign-key
);
