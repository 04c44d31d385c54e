-- The old primary key stays as a unique index, and with that index go the foreign keys that point to it.
ALTER TABLE flags ADD COLUMN namespace STRING NOT NULL DEFAULT 'default';
ALTER TABLE flags ALTER PRIMARY KEY USING COLUMNS (namespace, key);
DROP INDEX IF EXISTS flags_key_key CASCADE;
ALTER TABLE segments ADD COLUMN namespace STRING NOT NULL DEFAULT 'default';
ALTER TABLE segments ALTER PRIMARY KEY USING COLUMNS (namespace, key) USING HASH;
ALTER TABLE rules ADD COLUMN namespace STRING NOT NULL DEFAULT 'default';
ALTER TABLE rules ADD FOREIGN KEY (namespace, flag_key) REFERENCES flags ON DELETE CASCADE;
