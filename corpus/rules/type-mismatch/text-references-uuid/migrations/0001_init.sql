CREATE TABLE users (id uuid PRIMARY KEY);
CREATE TABLE posts (
    id uuid PRIMARY KEY,
    author_id text REFERENCES users (id) -- expect: type-mismatch
);
