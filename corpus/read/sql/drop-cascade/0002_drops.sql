-- A foreign key goes with the key it rests on, with its columns and with either table; tables stay.
ALTER TABLE users DROP COLUMN email CASCADE;
ALTER TABLE users DROP CONSTRAINT users_tag CASCADE;
DROP INDEX users_pair CASCADE;
DROP TABLE teams CASCADE;
-- A column of a composite key takes the whole key with it, and what references that.
ALTER TABLE members DROP COLUMN team_id CASCADE;
