-- A legacy rename leaves references as they are written, so the new table takes them over.
PRAGMA foreign_keys=OFF;
PRAGMA legacy_alter_table=ON;
ALTER TABLE teams RENAME TO teams_old;
CREATE TABLE teams (id INTEGER PRIMARY KEY, name TEXT, above INTEGER REFERENCES teams (id));
INSERT INTO teams (id) SELECT id FROM teams_old;
DROP TABLE teams_old;
PRAGMA legacy_alter_table=OFF;
ALTER TABLE posts RENAME TO articles;
