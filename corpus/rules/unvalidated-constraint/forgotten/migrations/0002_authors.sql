ALTER TABLE posts ADD CONSTRAINT posts_author -- expect: unvalidated-constraint
    FOREIGN KEY (author_id) REFERENCES users (id) NOT VALID;
