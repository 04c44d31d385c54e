ALTER TABLE users RENAME TO people;
ALTER TABLE people RENAME COLUMN id TO person_id;
