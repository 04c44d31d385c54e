-- LIKE, INHERITS and CREATE TABLE AS do not copy foreign keys; partitions have their parent's.
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE events (id integer NOT NULL, user_id integer REFERENCES users ON DELETE CASCADE, at date NOT NULL);
CREATE TABLE events_copy (LIKE events INCLUDING ALL);
CREATE TABLE events_child () INHERITS (events);
CREATE TABLE events_result AS SELECT * FROM events;
CREATE TABLE measures (user_id integer REFERENCES users (id), at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE measures_2024 PARTITION OF measures FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
