ALTER INDEX users_id_idx RENAME TO users_id;
-- Refused: a foreign key rests on it.
DROP INDEX users_mail;
DROP INDEX users_live_tag, users_lower;
DROP INDEX IF EXISTS users_mail CASCADE;
DROP INDEX IF EXISTS no_such_index;
