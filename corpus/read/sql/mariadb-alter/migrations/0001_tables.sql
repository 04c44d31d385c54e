CREATE TABLE accounts (id int unsigned PRIMARY KEY, code varchar(20) UNIQUE);
CREATE TABLE nodes (id bigint PRIMARY KEY, parent_id bigint, account_id int unsigned, FOREIGN KEY (parent_id) REFERENCES nodes (id), FOREIGN KEY (account_id) REFERENCES accounts (id));
CREATE TABLE entries (id int PRIMARY KEY, note text);
ALTER TABLE entries ADD (a int unsigned, b bigint), ADD COLUMN (c int unsigned);
ALTER TABLE entries ADD CONSTRAINT entries_a FOREIGN KEY IF NOT EXISTS (a) REFERENCES accounts (id);
ALTER TABLE entries ADD CONSTRAINT entries_a FOREIGN KEY IF NOT EXISTS (a) REFERENCES accounts (id) ON DELETE CASCADE;
ALTER TABLE entries ADD FOREIGN KEY (b) REFERENCES nodes (id), ADD INDEX entries_c (c), ADD COLUMN d bigint NULL REFERENCES nodes (id) ON DELETE SET NULL AFTER id;
ALTER TABLE entries DROP FOREIGN KEY IF EXISTS nothing;
ALTER IGNORE TABLE entries ADD CONSTRAINT FOREIGN KEY named_by_index (c) REFERENCES accounts (id) ON DELETE NO ACTION;
-- An existing column is skipped, its reference is not.
ALTER TABLE entries ADD COLUMN IF NOT EXISTS c int unsigned REFERENCES accounts (id) ON DELETE CASCADE;
