ALTER TABLE books ADD COLUMN year int;
