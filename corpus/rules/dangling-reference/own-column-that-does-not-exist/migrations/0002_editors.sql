-- The column was made by hand on one machine.
ALTER TABLE posts ADD CONSTRAINT posts_editor FOREIGN KEY (editor_id) REFERENCES users (id); -- expect: dangling-reference
