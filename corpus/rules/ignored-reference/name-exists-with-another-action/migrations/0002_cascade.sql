DO $$
BEGIN
    ALTER TABLE posts ADD CONSTRAINT posts_author FOREIGN KEY (author_id) REFERENCES users (id) ON DELETE CASCADE; -- expect: ignored-reference
EXCEPTION
    WHEN duplicate_object THEN NULL;
END
$$;
