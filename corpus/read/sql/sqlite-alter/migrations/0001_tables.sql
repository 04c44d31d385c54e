CREATE TABLE users (id INTEGER PRIMARY KEY);
CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users (id), above INTEGER REFERENCES posts, unused TEXT);
ALTER TABLE posts ADD COLUMN owner_id INTEGER REFERENCES users (id) ON DELETE SET DEFAULT;
ALTER TABLE posts ADD editor_id INTEGER CONSTRAINT named REFERENCES users (id) ON DELETE CASCADE;
CREATE UNIQUE INDEX IF NOT EXISTS one ON posts (owner_id COLLATE NOCASE) WHERE owner_id > 0;
ALTER TABLE posts DROP COLUMN unused;
-- References follow new names, also those of the table itself.
ALTER TABLE users RENAME COLUMN id TO user_id;
ALTER TABLE posts RENAME id TO post_id;
ALTER TABLE main.posts RENAME TO Articles;
ALTER TABLE users RENAME TO people;
