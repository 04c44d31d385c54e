CREATE TABLE users (id uuid PRIMARY KEY);
CREATE TABLE posts (id uuid PRIMARY KEY, user_id uuid NOT NULL);
CREATE INDEX posts_user ON posts (user_id);
