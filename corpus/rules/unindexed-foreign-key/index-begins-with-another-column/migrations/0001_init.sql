CREATE TABLE users (id integer PRIMARY KEY, team_id integer);
CREATE TABLE events (
    id integer PRIMARY KEY,
    made_at timestamp,
    deleted_at timestamp,
    user_id integer NOT NULL REFERENCES users (id) ON DELETE CASCADE -- expect: unindexed-foreign-key
);
CREATE INDEX ON events (made_at, user_id);
CREATE INDEX ON events (user_id) WHERE deleted_at IS NULL;
CREATE INDEX ON events (lower(user_id::text));
