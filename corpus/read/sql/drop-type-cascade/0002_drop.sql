-- The columns of the type go, and with them keys and foreign keys; the tables stay.
DROP TYPE kind CASCADE;
DROP DOMAIN user_id CASCADE;
DROP TYPE IF EXISTS pair CASCADE;
