CREATE TABLE IF NOT EXISTS posts (
    id integer PRIMARY KEY,
    author_id integer REFERENCES users (id) ON DELETE CASCADE -- expect: ignored-reference
);
