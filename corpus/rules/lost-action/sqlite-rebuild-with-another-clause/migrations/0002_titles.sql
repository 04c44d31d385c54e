PRAGMA foreign_keys = OFF;
CREATE TABLE posts_new (
    id integer PRIMARY KEY AUTOINCREMENT,
    author_id integer NOT NULL REFERENCES users (id), -- expect: lost-action
    title text NOT NULL DEFAULT ''
);
INSERT INTO posts_new (id, author_id) SELECT id, author_id FROM posts;
DROP TABLE posts;
ALTER TABLE posts_new RENAME TO posts;
PRAGMA foreign_keys = ON;
