BEGIN;
CREATE TABLE posts_new (LIKE posts INCLUDING ALL);
ALTER TABLE posts_new ADD COLUMN title text NOT NULL;
ALTER TABLE posts_new ADD FOREIGN KEY (user_id) REFERENCES users ON DELETE RESTRICT;
ALTER TABLE posts RENAME TO posts_old;
ALTER TABLE posts_new RENAME TO posts;
DROP TABLE posts_old;
-- The name of the table that is gone is free again, that of the swapped one is not.
ALTER TABLE posts ADD COLUMN editor_id bigint REFERENCES users;
COMMIT;
