CREATE TABLE audit_new (id integer PRIMARY KEY AUTOINCREMENT, user_id integer);
INSERT INTO audit_new SELECT id, user_id FROM audit;
DROP TABLE audit;
ALTER TABLE audit_new RENAME TO audit;
