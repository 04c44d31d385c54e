CREATE TABLE users (id integer PRIMARY KEY, team_id integer);
CREATE TABLE events (
    id integer PRIMARY KEY,
    user_id integer NOT NULL REFERENCES users (id) ON DELETE CASCADE, -- expect: unindexed-foreign-key
    seen_by integer REFERENCES users (id) ON DELETE SET NULL, -- expect: unindexed-foreign-key
    made_by integer NOT NULL REFERENCES users (id) ON DELETE RESTRICT
);
CREATE TABLE notes (id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES users (id) ON DELETE CASCADE);
