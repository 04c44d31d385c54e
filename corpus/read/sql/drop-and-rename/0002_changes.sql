-- The name stays with the constraint when table and column are renamed.
ALTER TABLE posts RENAME TO articles;
ALTER TABLE articles RENAME COLUMN author_id TO writer_id;
-- Dropping a column drops its foreign key; dropping a key with CASCADE drops what references it.
ALTER TABLE articles DROP COLUMN reviewer_id;
ALTER TABLE users DROP CONSTRAINT users_email_key CASCADE;
ALTER TABLE votes RENAME CONSTRAINT votes_on TO votes_comment;
DROP TABLE comments CASCADE;
ALTER TABLE articles
    DROP CONSTRAINT posts_author_id_fkey,
    ADD CONSTRAINT posts_author_id_fkey FOREIGN KEY (writer_id) REFERENCES users (id) ON DELETE CASCADE NOT VALID;
ALTER TABLE votes DROP CONSTRAINT IF EXISTS no_such_name;
