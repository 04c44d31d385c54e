-- SET NULL on a NOT NULL column was wrong before, and is not told again when its line moves.
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (id integer PRIMARY KEY, author_id integer NOT NULL REFERENCES users (id) ON DELETE SET NULL);
