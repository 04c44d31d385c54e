ALTER TABLE authors ADD COLUMN name text;
