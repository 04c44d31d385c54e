CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (id integer PRIMARY KEY, user_id integer);
CREATE VIEW names AS SELECT id FROM users;
CREATE INDEX posts_user ON posts (user_id);
