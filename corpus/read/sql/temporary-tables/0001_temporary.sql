-- What is temporary ends with the session, and hides what has its name.
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (id integer PRIMARY KEY, user_id integer REFERENCES users);
CREATE TEMP TABLE users (id integer PRIMARY KEY, note text);
CREATE TEMPORARY TABLE pairs (user_id integer REFERENCES users);
ALTER TABLE users ADD COLUMN only_here integer;
ALTER TABLE public.users ADD COLUMN everywhere integer REFERENCES posts;
DROP TABLE users CASCADE;
ALTER TABLE users ADD COLUMN for_good integer REFERENCES posts ON DELETE SET NULL;
CREATE TABLE pg_temp.scratch (id integer);
CREATE UNLOGGED TABLE cache (user_id integer REFERENCES users);
SELECT id INTO TEMP copied FROM public.users;
CREATE TEMP TABLE posts AS SELECT 1 AS id;
