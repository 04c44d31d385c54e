ALTER TABLE posts DROP CONSTRAINT posts_author;
ALTER TABLE posts ADD CONSTRAINT posts_author FOREIGN KEY (author_id) REFERENCES users (id);
