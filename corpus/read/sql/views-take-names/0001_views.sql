CREATE TABLE users_table (id integer PRIMARY KEY);
CREATE VIEW users AS SELECT * FROM users_table;
CREATE MATERIALIZED VIEW counts AS SELECT count(*) FROM users;
CREATE TABLE posts (user_id integer REFERENCES users_table);
CREATE TABLE made AS SELECT 1::integer AS id, 'x'::text AS name;
SELECT * INTO also_made FROM users_table;
CREATE TABLE empty_copy AS TABLE posts WITH NO DATA;
