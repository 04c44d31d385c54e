CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES users (id) ON DELETE CASCADE);
CREATE TABLE uploads (
    id integer PRIMARY KEY,
    user_id integer NOT NULL -- expect: unerasable-row, unconstrained-reference
);
CREATE TABLE audit_log (
    id integer PRIMARY KEY,
    user_id integer -- expect: unerasable-row
);
CREATE TABLE logins (
    id integer PRIMARY KEY,
    account integer -- expect: unerasable-row
        CONSTRAINT logins_account_fkey REFERENCES users (id)
);
CREATE TABLE payments (id integer PRIMARY KEY, stripe_user_id text);
