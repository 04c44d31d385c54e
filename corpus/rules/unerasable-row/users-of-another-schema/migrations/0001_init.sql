CREATE SCHEMA auth;
CREATE TABLE auth.users (id integer PRIMARY KEY);
CREATE TABLE users (id integer PRIMARY KEY, account_id integer REFERENCES auth.users (id) ON DELETE SET NULL);
CREATE TABLE posts (id integer PRIMARY KEY, author_id integer NOT NULL REFERENCES users (id) ON DELETE RESTRICT);
