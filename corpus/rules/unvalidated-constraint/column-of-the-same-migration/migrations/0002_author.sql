ALTER TABLE posts ADD COLUMN author_id integer;
ALTER TABLE posts ADD CONSTRAINT posts_author FOREIGN KEY (author_id) REFERENCES users (id) NOT VALID;
