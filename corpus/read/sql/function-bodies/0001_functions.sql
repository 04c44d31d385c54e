-- What a function would do does not happen until somebody calls it.
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (id integer PRIMARY KEY, user_id integer);
CREATE FUNCTION add_key() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    ALTER TABLE posts ADD FOREIGN KEY (user_id) REFERENCES users ON DELETE CASCADE;
    DROP TABLE IF EXISTS users CASCADE;
END;
$$;
CREATE OR REPLACE FUNCTION one() RETURNS integer LANGUAGE sql AS 'DROP TABLE posts; SELECT 1;';
CREATE FUNCTION two(a integer) RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT a + 1; SELECT a + 2; END;
CREATE PROCEDURE clean() LANGUAGE plpgsql AS $body$
DECLARE
    statement text := 'ALTER TABLE posts DROP COLUMN user_id';
BEGIN
    EXECUTE statement;
    CREATE TABLE by_procedure (id integer);
END
$body$;
CREATE FUNCTION touched() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN CREATE TEMP TABLE t (id integer); RETURN NEW; END $$;
CREATE TRIGGER touch BEFORE INSERT ON posts FOR EACH ROW EXECUTE FUNCTION touched();
CREATE RULE keep AS ON DELETE TO users DO INSTEAD NOTHING;
COMMENT ON FUNCTION add_key() IS 'ALTER TABLE posts ADD FOREIGN KEY (user_id) REFERENCES users';
ALTER TABLE posts ADD COLUMN editor_id integer REFERENCES users;
