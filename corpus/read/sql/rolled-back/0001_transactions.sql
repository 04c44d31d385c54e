-- PostgreSQL undoes DDL with its transaction.
CREATE TABLE users (id integer PRIMARY KEY);
BEGIN;
CREATE TABLE posts (user_id integer REFERENCES users);
DROP TABLE users CASCADE;
ROLLBACK;
START TRANSACTION;
CREATE TABLE posts (user_id integer REFERENCES users ON DELETE CASCADE);
SAVEPOINT before;
ALTER TABLE posts ADD COLUMN wrong integer REFERENCES users;
ROLLBACK TO SAVEPOINT before;
ALTER TABLE posts ADD COLUMN editor_id integer REFERENCES users;
RELEASE before;
COMMIT;
