-- The other order takes the references of others along to a table that is dropped then.
PRAGMA foreign_keys=OFF;
ALTER TABLE teams RENAME TO teams_old;
CREATE TABLE teams (id INTEGER PRIMARY KEY, name TEXT);
INSERT INTO teams (id) SELECT id FROM teams_old;
DROP TABLE teams_old;
