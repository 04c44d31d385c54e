CREATE TABLE users (id uuid PRIMARY KEY);
CREATE TABLE posts (id uuid PRIMARY KEY, user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE);
CREATE TABLE imports (id uuid PRIMARY KEY, auth_user_id uuid NOT NULL, post_id text);
CREATE INDEX imports_post ON imports (post_id);
