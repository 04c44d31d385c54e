ALTER TABLE posts VALIDATE CONSTRAINT posts_author_id_fkey;
