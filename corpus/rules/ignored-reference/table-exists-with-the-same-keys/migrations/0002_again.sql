CREATE TABLE IF NOT EXISTS posts (
    id integer PRIMARY KEY,
    author_id integer,
    FOREIGN KEY (author_id) REFERENCES users ON DELETE CASCADE
);
ALTER TABLE posts ADD COLUMN IF NOT EXISTS author_id integer REFERENCES users (id) ON DELETE CASCADE;
