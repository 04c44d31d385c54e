CREATE TABLE users (id integer PRIMARY KEY);

/*
   referee: ignore[type-mismatch] the ids of users become text with the next release,
   and these were first
*/
CREATE TABLE posts (
    id integer PRIMARY KEY,
    author_id text NOT NULL
        REFERENCES users (id)
);

/* referee: ignore[type-mismatch] they are numbers again -- expect: unused-suppression */
CREATE TABLE notes (
    id integer PRIMARY KEY,
    author_id integer NOT NULL REFERENCES users (id) ON DELETE CASCADE
);

ALTER TABLE posts
    ADD COLUMN editor_id text,
    ADD CONSTRAINT posts_editor FOREIGN KEY (editor_id) REFERENCES users (id)
    ON DELETE SET NULL; -- referee: ignore[type-mismatch, forbidden-action] editors are told apart by the mail server

-- referee: ignore[forbidden-action] readers are counted once a year
DO $$
BEGIN
    ALTER TABLE posts ADD COLUMN reader_id integer;
    ALTER TABLE posts
        ALTER COLUMN id TYPE integer,
        ADD CONSTRAINT posts_reader FOREIGN KEY (reader_id) REFERENCES users (id) ON DELETE SET NULL;
END $$;

ALTER TABLE posts
    ADD COLUMN owner_id integer, -- referee: ignore[forbidden-action] of another line -- expect: unused-suppression
    ADD CONSTRAINT posts_owner FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE CASCADE;
