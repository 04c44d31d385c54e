CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (
    id integer PRIMARY KEY,
    -- referee: ignore[type-mismatch]
    author_id text NOT NULL REFERENCES users (id)
);
