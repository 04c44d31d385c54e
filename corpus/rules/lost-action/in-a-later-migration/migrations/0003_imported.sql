ALTER TABLE posts ADD CONSTRAINT posts_author FOREIGN KEY (author_id) REFERENCES users ON UPDATE CASCADE; -- expect: lost-action
