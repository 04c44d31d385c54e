ALTER TABLE posts VALIDATE CONSTRAINT later;
ALTER TABLE posts VALIDATE CONSTRAINT positive;
-- Renamed, it still waits.
ALTER TABLE posts RENAME CONSTRAINT swapped TO renamed;
