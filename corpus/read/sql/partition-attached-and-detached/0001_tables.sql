CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE events (user_id integer NOT NULL, at date NOT NULL, FOREIGN KEY (user_id) REFERENCES users ON DELETE CASCADE)
    PARTITION BY RANGE (at);
CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
-- Made apart: with the same foreign key under another name, with another action, with none.
CREATE TABLE events_2024 (user_id integer NOT NULL CONSTRAINT own_name REFERENCES users ON DELETE CASCADE, at date NOT NULL);
CREATE TABLE events_2025 (user_id integer NOT NULL CONSTRAINT restricts REFERENCES users ON DELETE RESTRICT, at date NOT NULL);
CREATE TABLE events_2026 (user_id integer NOT NULL, at date NOT NULL);
