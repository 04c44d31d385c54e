-- A generated name takes the first number that is free in the schema when it is made.
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (a integer REFERENCES users, b integer, "Mixed Case" integer REFERENCES users);
ALTER TABLE posts ADD FOREIGN KEY (a) REFERENCES users, ADD FOREIGN KEY (a) REFERENCES users;
ALTER TABLE posts DROP CONSTRAINT posts_a_fkey1;
ALTER TABLE posts ADD FOREIGN KEY (a) REFERENCES users ON DELETE CASCADE;
ALTER TABLE posts DROP CONSTRAINT posts_a_fkey, ADD FOREIGN KEY (a) REFERENCES users ON DELETE SET NULL;
ALTER TABLE posts RENAME TO articles;
ALTER TABLE articles ADD FOREIGN KEY (a) REFERENCES users;
-- The old names are taken still.
CREATE TABLE posts (a integer REFERENCES users, UNIQUE (a), id integer PRIMARY KEY);
ALTER TABLE posts RENAME COLUMN a TO b;
ALTER TABLE posts ADD UNIQUE (b), ADD FOREIGN KEY (b) REFERENCES users;
CREATE TABLE articles_pkey (id integer PRIMARY KEY);
ALTER TABLE articles ADD COLUMN id serial PRIMARY KEY;
CREATE UNIQUE INDEX ON articles (a, b);
CREATE UNIQUE INDEX ON articles (a, b);
