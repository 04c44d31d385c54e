CREATE TABLE users (tenant_id integer, id integer, PRIMARY KEY (tenant_id, id));
CREATE TABLE posts (
    id integer PRIMARY KEY,
    author_id integer NOT NULL,
    FOREIGN KEY (author_id) REFERENCES users (id) -- expect: not-unique-referenced
);
