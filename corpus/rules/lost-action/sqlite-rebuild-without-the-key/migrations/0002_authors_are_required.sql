ALTER TABLE posts RENAME TO posts_old;
CREATE TABLE posts ( -- expect: lost-action
    id integer PRIMARY KEY AUTOINCREMENT,
    author_id integer NOT NULL
);
INSERT INTO posts SELECT id, author_id FROM posts_old;
DROP TABLE posts_old;
