CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE transfers (
    id integer PRIMARY KEY,
    sender_id integer NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    receiver_id integer NOT NULL REFERENCES users (id) ON DELETE RESTRICT, -- expect: unerasable-row
    approved_by integer NOT NULL REFERENCES users (id) ON DELETE SET NULL -- expect: unerasable-row, set-null-on-not-null
);
CREATE TABLE votes (
    id integer PRIMARY KEY,
    user_id integer NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    changed_by integer REFERENCES users (id) ON DELETE SET NULL
);
