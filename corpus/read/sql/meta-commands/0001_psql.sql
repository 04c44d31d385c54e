\set ON_ERROR_STOP 1
\set people users
\echo 'CREATE TABLE no (id integer);'
\pset pager off
CREATE TABLE users (id integer PRIMARY KEY); \echo made
\if true
CREATE TABLE posts (id integer PRIMARY KEY, user_id integer REFERENCES users);
\endif
SELECT 1 AS one \gset
SELECT 'a; b' \g
\timing off
ALTER TABLE posts ADD COLUMN editor_id integer
    REFERENCES users -- \echo a comment
    ON DELETE SET NULL;
\unset people
