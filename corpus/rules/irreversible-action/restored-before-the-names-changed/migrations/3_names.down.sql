ALTER TABLE posts RENAME COLUMN person_id TO author_id;
ALTER TABLE people RENAME TO users;
