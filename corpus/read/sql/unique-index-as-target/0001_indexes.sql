CREATE TABLE users (id integer, email text, tag text);
CREATE UNIQUE INDEX ON users (id);
CREATE UNIQUE INDEX users_mail ON users USING btree (email);
CREATE UNIQUE INDEX users_live_tag ON users (tag) WHERE id > 0;
CREATE UNIQUE INDEX users_lower ON users (lower(tag));
CREATE TABLE posts (user_id integer REFERENCES users (id) ON DELETE CASCADE, email text REFERENCES users (email));
