CREATE TABLE users (id integer NOT NULL);
CREATE TABLE posts (
    id integer PRIMARY KEY,
    author_id integer NOT NULL REFERENCES users -- expect: not-unique-referenced
);
