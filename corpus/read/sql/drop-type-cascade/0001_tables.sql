CREATE DOMAIN user_id AS uuid;
CREATE TYPE kind AS ENUM ('a', 'b');
CREATE TYPE pair AS (x integer, y integer);
CREATE TABLE users (id user_id PRIMARY KEY, kind kind, name text, UNIQUE (kind, name));
CREATE TABLE posts (id integer PRIMARY KEY, author user_id REFERENCES users, kind kind, name text, at pair,
    FOREIGN KEY (kind, name) REFERENCES users (kind, name));
