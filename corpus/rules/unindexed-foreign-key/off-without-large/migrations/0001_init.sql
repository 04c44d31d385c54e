CREATE TABLE users (id integer PRIMARY KEY, team_id integer);
CREATE TABLE events (id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES users (id) ON DELETE CASCADE);
