BEGIN;
PRAGMA foreign_keys = OFF;
CREATE TABLE users_new (id integer PRIMARY KEY AUTOINCREMENT, inviter_id integer REFERENCES users_new (id) ON DELETE CASCADE, name text);
INSERT INTO users_new (id, inviter_id) SELECT id, inviter_id FROM users;
DROP TABLE users;
ALTER TABLE users_new RENAME TO users;
COMMIT;
