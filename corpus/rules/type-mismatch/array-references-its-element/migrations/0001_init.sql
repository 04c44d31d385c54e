CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (
    id integer PRIMARY KEY,
    author_ids integer[] REFERENCES users (id) -- expect: type-mismatch
);
