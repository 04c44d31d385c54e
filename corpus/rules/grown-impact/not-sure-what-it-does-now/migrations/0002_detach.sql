DO $$
DECLARE name text;
BEGIN
    FOR name IN SELECT conname FROM pg_constraint WHERE conrelid = 'posts'::regclass AND conname LIKE 'legacy%' LOOP
        EXECUTE format('ALTER TABLE posts DROP CONSTRAINT %I', name);
    END LOOP;
END $$;
