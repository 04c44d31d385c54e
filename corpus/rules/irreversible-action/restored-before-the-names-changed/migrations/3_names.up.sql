ALTER TABLE users RENAME TO people;
ALTER TABLE posts RENAME COLUMN author_id TO person_id;
