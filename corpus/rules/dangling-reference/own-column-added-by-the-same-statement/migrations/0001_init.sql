CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (id integer PRIMARY KEY);
ALTER TABLE posts ADD CONSTRAINT posts_author FOREIGN KEY (author_id) REFERENCES users (id), ADD COLUMN author_id integer;
-- A column of a table that another tool keeps is not ours to miss.
ALTER TABLE accounts ADD CONSTRAINT accounts_user FOREIGN KEY (user_id) REFERENCES users (id);
