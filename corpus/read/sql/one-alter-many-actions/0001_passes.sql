-- PostgreSQL sorts the actions of one ALTER TABLE: drops first, then types, columns, keys and foreign keys.
CREATE TABLE users (id integer PRIMARY KEY, email text);
CREATE TABLE posts (id integer, old_id integer REFERENCES users, kept integer CONSTRAINT again REFERENCES users ON DELETE CASCADE);
ALTER TABLE posts ADD CONSTRAINT posts_user FOREIGN KEY (user_id) REFERENCES users, ADD COLUMN user_id integer NOT NULL;
ALTER TABLE posts ADD CONSTRAINT again FOREIGN KEY (kept) REFERENCES users ON DELETE RESTRICT, DROP CONSTRAINT again;
ALTER TABLE posts ADD FOREIGN KEY (reply_to) REFERENCES posts, ADD COLUMN reply_to integer, ADD PRIMARY KEY (id), DROP COLUMN old_id;
ALTER TABLE posts ADD COLUMN a integer REFERENCES users, ADD FOREIGN KEY (a) REFERENCES users ON DELETE CASCADE, ADD COLUMN b integer REFERENCES users;
