CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE credit_ledger (
    id integer PRIMARY KEY,
    user_id integer NOT NULL REFERENCES users (id)
        ON DELETE CASCADE -- expect: forbidden-action
);
CREATE TABLE posts (id integer PRIMARY KEY, author_id integer NOT NULL REFERENCES users (id) ON DELETE CASCADE);
CREATE TABLE payments (id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES users (id));
