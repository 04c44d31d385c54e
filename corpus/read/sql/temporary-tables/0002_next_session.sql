ALTER TABLE posts ADD COLUMN editor_id integer REFERENCES users;
CREATE TABLE scratch (post_id integer REFERENCES posts);
