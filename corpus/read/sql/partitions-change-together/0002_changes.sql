ALTER TABLE logs RENAME COLUMN user_id TO owner_id;
ALTER TABLE logs RENAME CONSTRAINT logs_user TO logs_owner;
ALTER TABLE logs ALTER COLUMN id TYPE bigint;
-- A partition may have a foreign key of its own.
ALTER TABLE logs_b ADD CONSTRAINT own_key FOREIGN KEY (owner_id) REFERENCES users ON DELETE SET NULL;
ALTER TABLE logs ADD COLUMN kind text, ADD COLUMN editor_id integer REFERENCES users;
ALTER TABLE logs DROP CONSTRAINT logs_editor_id_fkey;
ALTER TABLE logs DETACH PARTITION logs_a;
ALTER TABLE logs DROP CONSTRAINT logs_owner;
ALTER TABLE logs_b RENAME TO logs_2024;
ALTER TABLE logs DROP COLUMN kind;
