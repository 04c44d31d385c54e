CREATE TABLE users (id integer PRIMARY KEY AUTOINCREMENT, email text NOT NULL);
CREATE INDEX users_email ON users (email);
CREATE TABLE logins (
    id integer PRIMARY KEY AUTOINCREMENT,
    email text NOT NULL REFERENCES users (email) -- expect: not-unique-referenced
);
