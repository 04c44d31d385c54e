CREATE TABLE users (id uuid PRIMARY KEY);
CREATE TABLE posts (id uuid PRIMARY KEY, user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE);
CREATE TABLE visits (id uuid PRIMARY KEY, user_id uuid NOT NULL CONSTRAINT visits_user REFERENCES users (id));
CREATE INDEX visits_user_id ON visits (user_id);
