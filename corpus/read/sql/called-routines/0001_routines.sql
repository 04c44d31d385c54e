-- A routine that the same file makes and calls does what its body says.
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (id integer PRIMARY KEY, user_id integer, editor_id integer, reviewer_id integer);
CREATE FUNCTION add_key() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    ALTER TABLE posts ADD FOREIGN KEY (user_id) REFERENCES users ON DELETE CASCADE;
END;
$$;
CREATE FUNCTION never_called() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DROP TABLE posts;
END;
$$;
CREATE PROCEDURE add_editor() LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'posts_editor') THEN
        ALTER TABLE posts ADD CONSTRAINT posts_editor FOREIGN KEY (editor_id) REFERENCES users;
    END IF;
END;
$$;
SELECT add_key();
CALL add_editor();
CALL add_editor();
DROP FUNCTION add_key();
DROP PROCEDURE add_editor;
