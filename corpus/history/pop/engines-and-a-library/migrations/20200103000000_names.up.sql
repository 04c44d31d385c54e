ALTER TABLE books ADD COLUMN name text;
