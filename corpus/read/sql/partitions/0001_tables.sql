-- A partition's foreign keys are its parent's, whenever and however it joined.
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE measures (
    user_id integer CONSTRAINT measures_user REFERENCES users (id) ON DELETE CASCADE,
    device_id integer NOT NULL,
    at date NOT NULL,
    PRIMARY KEY (device_id, at)
) PARTITION BY RANGE (at);
CREATE TABLE measures_2023 PARTITION OF measures FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE measures_2024 PARTITION OF measures FOR VALUES FROM ('2024-01-01') TO ('2025-01-01') PARTITION BY LIST (device_id);
CREATE TABLE measures_2024_a PARTITION OF measures_2024 FOR VALUES IN (1, 2);
CREATE TABLE measures_2024_b PARTITION OF measures_2024 DEFAULT;
CREATE TABLE measures_rest PARTITION OF measures DEFAULT;
