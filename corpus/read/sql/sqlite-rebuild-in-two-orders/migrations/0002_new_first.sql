-- The new table takes the old one's name, and the references of others go on to mean that name.
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE "new_users" ("id" INTEGER PRIMARY KEY, manager_id INTEGER REFERENCES new_users (id));
INSERT INTO "new_users" ("id") SELECT "id" FROM "users";
DROP TABLE "users";
ALTER TABLE "new_users" RENAME TO "users";
COMMIT;
PRAGMA foreign_keys=ON;
