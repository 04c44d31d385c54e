ALTER TABLE authors ADD COLUMN born int;
