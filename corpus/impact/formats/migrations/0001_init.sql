CREATE TABLE users (id bigint PRIMARY KEY, invited_by bigint REFERENCES users (id) ON DELETE SET NULL);
CREATE TABLE posts (id bigint PRIMARY KEY, user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE);
CREATE TABLE "odd ""name""" (id bigint PRIMARY KEY, post_id bigint NOT NULL REFERENCES posts (id));
CREATE TABLE visits (id bigint PRIMARY KEY, user_id bigint NOT NULL);
