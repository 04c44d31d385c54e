CREATE TABLE devices (id bigint PRIMARY KEY);
CREATE TABLE readings (id bigint PRIMARY KEY, device_id bigint NOT NULL);
DO $$
BEGIN
    EXECUTE 'ALTER TABLE readings ADD FOREIGN KEY (device_id) REFERENCES devices (id) ON DELETE ' || current_setting('app.action');
END
$$;
ALTER TABLE stations ADD COLUMN device_id bigint REFERENCES devices (id) ON DELETE SET NULL;
