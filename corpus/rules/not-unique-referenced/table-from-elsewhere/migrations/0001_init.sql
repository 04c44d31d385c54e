ALTER TABLE users ADD COLUMN email text;
CREATE TABLE logins (
    id integer PRIMARY KEY,
    email text NOT NULL REFERENCES users (email)
);
