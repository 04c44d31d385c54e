CREATE TABLE users (id uuid PRIMARY KEY);
CREATE TABLE sessions (id uuid PRIMARY KEY, user_id uuid NOT NULL);
CREATE TABLE tokens (id uuid PRIMARY KEY, user_id uuid NOT NULL, team_id uuid);
