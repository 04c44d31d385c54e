CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE payments (
    id integer PRIMARY KEY,
    user_id integer NOT NULL REFERENCES users (id) ON DELETE RESTRICT -- expect: forbidden-action
);
CREATE TABLE posts (id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES users (id) ON DELETE CASCADE ON UPDATE CASCADE);
