-- What leaves keeps the foreign key as its own.
ALTER TABLE events DETACH PARTITION events_2023;
ALTER TABLE events DETACH PARTITION events_2024;
ALTER TABLE events DETACH PARTITION events_2026;
ALTER TABLE events_2026 DROP CONSTRAINT events_user_id_fkey;
