-- What exists is left as it is, whatever the statement says.
CREATE TABLE IF NOT EXISTS posts (id integer PRIMARY KEY, user_id integer REFERENCES users ON DELETE CASCADE);
ALTER TABLE posts ADD COLUMN IF NOT EXISTS user_id integer REFERENCES users;
ALTER TABLE posts ADD COLUMN IF NOT EXISTS editor_id integer REFERENCES users;
DROP TABLE IF EXISTS drafts;
