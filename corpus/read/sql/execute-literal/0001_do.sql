CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (id integer PRIMARY KEY, user_id integer);
DO $$
BEGIN
    EXECUTE 'ALTER TABLE posts ADD CONSTRAINT by_quote FOREIGN KEY (user_id) REFERENCES users ON DELETE CASCADE';
    EXECUTE $sql$ALTER TABLE posts ADD COLUMN kind text DEFAULT 'it''s', ADD COLUMN editor_id integer REFERENCES users$sql$;
    EXECUTE 'ALTER TABLE posts ADD COLUMN reviewer_id integer ' || 'REFERENCES users ON DELETE SET NULL';
    EXECUTE format('ALTER TABLE %I ADD COLUMN %I integer REFERENCES users', 'posts', 'printerId');
    EXECUTE E'CREATE TABLE notes (\n  post_id integer REFERENCES posts\n)';
    PERFORM 1;
    ALTER TABLE posts ALTER COLUMN editor_id SET NOT NULL;
END
$$;
DO LANGUAGE plpgsql 'BEGIN CREATE TABLE quoted (user_id integer REFERENCES users); END';
DO $outer$
BEGIN
    CREATE TABLE always (user_id integer REFERENCES users);
    BEGIN
        ALTER TABLE always ADD CONSTRAINT always_user_id_fkey FOREIGN KEY (user_id) REFERENCES users;
    EXCEPTION WHEN duplicate_object THEN
        RAISE NOTICE 'there';
    END;
END
$outer$;
