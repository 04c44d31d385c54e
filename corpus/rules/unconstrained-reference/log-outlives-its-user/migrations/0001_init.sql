CREATE TABLE users (id uuid PRIMARY KEY);
CREATE TABLE posts (id uuid PRIMARY KEY, user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE);
CREATE TABLE audit_logs (id uuid PRIMARY KEY, user_id uuid NOT NULL);
CREATE INDEX audit_logs_user ON audit_logs (user_id);
