-- The index takes the constraint's name, or gives its own; columns of a primary key refuse NULL.
CREATE TABLE users (id integer, email text, tag text);
CREATE UNIQUE INDEX users_id_idx ON users (id);
CREATE UNIQUE INDEX CONCURRENTLY users_email_idx ON users (email);
CREATE UNIQUE INDEX users_tag_idx ON users (tag);
ALTER TABLE users ADD CONSTRAINT users_key PRIMARY KEY USING INDEX users_id_idx;
ALTER TABLE users ADD UNIQUE USING INDEX users_email_idx;
ALTER TABLE users ADD CONSTRAINT users_tag UNIQUE USING INDEX users_tag_idx DEFERRABLE;
CREATE TABLE posts (user_id integer REFERENCES users, email text REFERENCES users (email));
ALTER TABLE users DROP CONSTRAINT users_email_idx CASCADE;
CREATE UNIQUE INDEX users_both ON users (id, tag);
ALTER TABLE users DROP CONSTRAINT users_key CASCADE, ADD PRIMARY KEY USING INDEX users_both;
ALTER TABLE posts ADD COLUMN tag text, ADD FOREIGN KEY (user_id, tag) REFERENCES users;
