CREATE TABLE users (id integer PRIMARY KEY, team_id integer);
CREATE TABLE notes (
    id integer PRIMARY KEY,
    user_id integer NOT NULL REFERENCES users (id) -- expect: unindexed-foreign-key
);
