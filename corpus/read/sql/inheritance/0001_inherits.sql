-- Columns, NOT NULL and checks are inherited, also later ones; keys and foreign keys are not.
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE base (id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES users, kind text);
CREATE TABLE child (extra integer REFERENCES users, kind text NOT NULL) INHERITS (base);
CREATE TABLE grandchild () INHERITS (child);
CREATE TABLE joined (id integer NOT NULL, user_id integer NOT NULL REFERENCES users ON DELETE CASCADE, kind text);
ALTER TABLE joined INHERIT base;
ALTER TABLE base ADD COLUMN later integer REFERENCES users;
ALTER TABLE base ALTER COLUMN kind SET NOT NULL;
ALTER TABLE base RENAME COLUMN kind TO sort;
ALTER TABLE child ALTER COLUMN extra TYPE bigint;
ALTER TABLE joined NO INHERIT base;
ALTER TABLE base DROP COLUMN later;
ALTER TABLE ONLY base ALTER COLUMN sort DROP NOT NULL;
DROP TABLE base CASCADE;
