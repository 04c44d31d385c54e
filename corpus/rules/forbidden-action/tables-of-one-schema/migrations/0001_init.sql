CREATE TABLE users (id integer PRIMARY KEY);
CREATE SCHEMA billing;
CREATE TABLE billing.accounts (id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES users (id) ON DELETE RESTRICT);
CREATE TABLE billing.charges (
    id integer PRIMARY KEY,
    account_id integer NOT NULL REFERENCES billing.accounts (id) ON DELETE CASCADE -- expect: forbidden-action
);
CREATE TABLE accounts (id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES users (id) ON DELETE CASCADE);
CREATE TABLE charges (id integer PRIMARY KEY, account_id integer NOT NULL REFERENCES accounts (id) ON DELETE CASCADE);
