-- All of these leave things as they are.
CREATE TABLE IF NOT EXISTS posts (id bigint REFERENCES users);
CREATE TABLE IF NOT EXISTS names (id integer REFERENCES users);
CREATE SCHEMA IF NOT EXISTS public;
CREATE UNIQUE INDEX IF NOT EXISTS posts_user ON posts (id);
ALTER TABLE IF EXISTS missing ADD COLUMN user_id integer REFERENCES users;
ALTER TABLE posts ADD COLUMN IF NOT EXISTS user_id bigint NOT NULL REFERENCES users;
ALTER TABLE posts DROP COLUMN IF EXISTS missing, DROP CONSTRAINT IF EXISTS missing CASCADE;
DROP TABLE IF EXISTS missing, also_missing CASCADE;
DROP TABLE IF EXISTS other_schema.posts;
DROP VIEW IF EXISTS missing;
ALTER TABLE IF EXISTS missing RENAME TO found;
ALTER TABLE IF EXISTS missing RENAME COLUMN a TO b;
-- And this one does something.
ALTER TABLE IF EXISTS posts ADD COLUMN IF NOT EXISTS editor_id integer REFERENCES users ON DELETE SET NULL;
