DO $$ BEGIN
    ALTER TABLE sessions ADD CONSTRAINT sessions_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;
EXCEPTION
    WHEN duplicate_object THEN null;
END $$;

-- A second time: the constraint exists, so nothing happens.
DO $$ BEGIN
    ALTER TABLE sessions ADD CONSTRAINT sessions_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE RESTRICT;
EXCEPTION
    WHEN duplicate_object THEN null;
END $$;

DO $body$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'tokens_user') THEN
        ALTER TABLE tokens ADD CONSTRAINT tokens_user FOREIGN KEY (user_id) REFERENCES users (id);
    END IF;
    IF EXISTS (SELECT 1 FROM information_schema.tables WHERE table_name = 'teams') THEN
        ALTER TABLE tokens ADD CONSTRAINT tokens_team FOREIGN KEY (team_id) REFERENCES teams (id);
    END IF;
END
$body$;

DO $$
BEGIN
    EXECUTE 'ALTER TABLE tokens ADD COLUMN session_id uuid REFERENCES sessions (id) ON DELETE SET NULL';
END $$;
