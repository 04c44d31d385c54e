ALTER TABLE posts DROP COLUMN author_id;
ALTER TABLE posts ADD COLUMN author_id bigint REFERENCES users (id); -- expect: lost-action
