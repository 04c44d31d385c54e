CREATE TABLE devices (id integer PRIMARY KEY);
-- Reaches all partitions.
ALTER TABLE measures ADD FOREIGN KEY (device_id) REFERENCES devices;
ALTER TABLE measures ADD COLUMN seen_by integer REFERENCES users ON DELETE SET NULL;
ALTER TABLE measures ALTER COLUMN seen_by SET NOT NULL;
DROP TABLE measures_2023;
-- A foreign key to a partitioned table.
CREATE TABLE alarms (device_id integer, at date, FOREIGN KEY (device_id, at) REFERENCES measures ON DELETE CASCADE);
