CREATE TABLE users (id integer PRIMARY KEY);
DO $$ BEGIN
    ALTER TABLE users ADD COLUMN parent integer REFERENCES users (id);
