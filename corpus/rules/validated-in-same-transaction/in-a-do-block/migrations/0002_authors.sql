BEGIN;
DO $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'posts_author') THEN
        ALTER TABLE posts ADD CONSTRAINT posts_author FOREIGN KEY (author_id) REFERENCES users (id) NOT VALID;
    END IF;
END
$$;
ALTER TABLE posts VALIDATE CONSTRAINT posts_author; -- expect: validated-in-same-transaction
COMMIT;
