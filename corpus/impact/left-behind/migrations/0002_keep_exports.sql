ALTER TABLE exports DROP CONSTRAINT exports_by;
