CREATE TABLE users (id uuid PRIMARY KEY);
CREATE TABLE posts (id uuid PRIMARY KEY, user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE);
CREATE TABLE comments (id uuid PRIMARY KEY, user_id uuid NOT NULL, user_type text NOT NULL);
CREATE INDEX comments_user ON comments (user_id, user_type);
