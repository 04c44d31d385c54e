CREATE TABLE posts_new (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    author INTEGER REFERENCES users (id) ON DELETE SET NULL, -- expect: changed-action
    title TEXT
);
INSERT INTO posts_new (id, author) SELECT id, author FROM posts;
DROP TABLE posts;
ALTER TABLE posts_new RENAME TO posts;
