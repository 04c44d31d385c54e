CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (id integer PRIMARY KEY, user_id integer REFERENCES users ON DELETE EXPLODE, title text);
CREAT TABLE typo (id integer);
CREATE TABLE tags (id integer PRIMARY KEY, = nonsense, post_id integer REFERENCES posts (id));
ALTER TABLE posts FROBNICATE, ADD COLUMN tag_id integer REFERENCES tags;
