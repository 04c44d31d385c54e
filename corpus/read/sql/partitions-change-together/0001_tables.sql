CREATE TABLE users (id integer PRIMARY KEY, name text);
CREATE TABLE logs (id integer, user_id integer, at date, CONSTRAINT logs_user FOREIGN KEY (user_id) REFERENCES users ON DELETE CASCADE, PRIMARY KEY (id, at))
    PARTITION BY RANGE (at);
CREATE TABLE logs_a PARTITION OF logs (user_id NOT NULL) FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE logs_b PARTITION OF logs FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
