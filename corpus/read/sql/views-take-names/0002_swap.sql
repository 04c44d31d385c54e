DROP MATERIALIZED VIEW counts;
DROP VIEW users;
ALTER TABLE users_table RENAME TO users;
CREATE VIEW users_table AS SELECT id FROM users;
CREATE TABLE counts (user_id integer REFERENCES users ON DELETE CASCADE);
-- Takes the view with it.
DROP TABLE also_made, made;
