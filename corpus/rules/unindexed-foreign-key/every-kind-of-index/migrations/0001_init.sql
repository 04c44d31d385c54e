CREATE TABLE users (id integer PRIMARY KEY, team_id integer, UNIQUE (team_id, id));
CREATE TABLE profiles (user_id integer PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE);
CREATE TABLE wallets (id integer PRIMARY KEY, user_id integer UNIQUE REFERENCES users (id) ON DELETE SET NULL);
CREATE TABLE votes (user_id integer REFERENCES users (id) ON DELETE CASCADE, topic text, PRIMARY KEY (user_id, topic));
CREATE TABLE posts (
    id integer PRIMARY KEY,
    team_id integer,
    user_id integer,
    seen_by integer REFERENCES users (id) ON DELETE SET NULL,
    FOREIGN KEY (team_id, user_id) REFERENCES users (team_id, id) ON DELETE CASCADE
);
CREATE INDEX ON posts (user_id, team_id, id);
CREATE INDEX ON posts (seen_by) WHERE (seen_by IS NOT NULL);
