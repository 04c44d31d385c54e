CREATE TABLE users (id integer PRIMARY KEY);
-- referee: ignore[implicit-action] asked only in the nightly run
CREATE TABLE posts (id integer PRIMARY KEY, author_id integer NOT NULL REFERENCES users (id) ON DELETE CASCADE);
