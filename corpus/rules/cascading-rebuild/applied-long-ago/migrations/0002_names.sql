BEGIN;
PRAGMA foreign_keys = OFF;
CREATE TABLE users_new (id integer PRIMARY KEY AUTOINCREMENT, name text);
INSERT INTO users_new (id) SELECT id FROM users;
DROP TABLE users;
ALTER TABLE users_new RENAME TO users;
COMMIT;
