CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE sessions (
    id integer PRIMARY KEY,
    user_id integer NOT NULL REFERENCES users (id) -- expect: unerasable-row
);
CREATE TABLE reports (
    id integer PRIMARY KEY,
    author_id integer NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    reviewer_id integer REFERENCES users (id) ON DELETE NO ACTION -- expect: unerasable-row
);
CREATE TABLE devices (id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES users (id) ON DELETE CASCADE);
