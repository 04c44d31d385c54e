CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE vendors (id integer PRIMARY KEY);
CREATE TABLE posts (
    id integer PRIMARY KEY,
    author_id integer NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    vendor_id integer REFERENCES vendors (id) ON DELETE CASCADE
);
