CREATE TABLE posts_new (
    id integer PRIMARY KEY AUTOINCREMENT,
    tenant_id integer NOT NULL DEFAULT 1,
    author_id integer,
    FOREIGN KEY (tenant_id, author_id) REFERENCES users (tenant_id, id)
);
INSERT INTO posts_new (id, author_id) SELECT id, author_id FROM posts;
DROP TABLE posts;
ALTER TABLE posts_new RENAME TO posts;
