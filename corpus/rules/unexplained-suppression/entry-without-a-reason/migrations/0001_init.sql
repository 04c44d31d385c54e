CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (
    id integer PRIMARY KEY,
    -- an id of the old system
    author_id text NOT NULL REFERENCES users (id)
);
