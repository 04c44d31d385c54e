-- PostgreSQL 18: stated, but neither checked nor acted upon.
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (a integer REFERENCES users NOT ENFORCED, b integer REFERENCES users ENFORCED, c integer);
ALTER TABLE posts ADD CONSTRAINT loose FOREIGN KEY (c) REFERENCES users ON DELETE CASCADE NOT ENFORCED;
ALTER TABLE posts ALTER CONSTRAINT posts_a_fkey ENFORCED;
ALTER TABLE posts ALTER CONSTRAINT posts_b_fkey NOT ENFORCED;
