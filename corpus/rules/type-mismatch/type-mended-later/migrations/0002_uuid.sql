ALTER TABLE posts ALTER COLUMN author_id TYPE uuid USING author_id::uuid;
ALTER TABLE posts ADD FOREIGN KEY (author_id) REFERENCES users (id);
