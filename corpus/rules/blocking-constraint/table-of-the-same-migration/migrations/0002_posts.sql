CREATE TABLE posts (id integer PRIMARY KEY, author_id integer);
ALTER TABLE posts ADD FOREIGN KEY (author_id) REFERENCES users (id);
ALTER TABLE users ADD COLUMN invited_by integer REFERENCES users (id);
