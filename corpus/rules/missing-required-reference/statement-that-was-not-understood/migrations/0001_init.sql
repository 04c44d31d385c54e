CREATE TABLE workspaces (id integer PRIMARY KEY);
CREATE TABLE item_master (id integer PRIMARY KEY, workspace_id integer NOT NULL); -- expect: missing-required-reference
DO $$
DECLARE name text;
BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE tablename LIKE '%_master' LOOP
        EXECUTE format('ALTER TABLE %I ADD FOREIGN KEY (workspace_id) REFERENCES workspaces (id)', name);
    END LOOP;
END $$;
