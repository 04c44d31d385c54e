CREATE TABLE users (id integer PRIMARY KEY);
-- referee: ignore[duplicate-foreign-key] the old one goes with the next release -- expect: unused-suppression
CREATE TABLE posts (
    id integer PRIMARY KEY,
    author_id integer NOT NULL REFERENCES users (id),
    editor_id integer REFERENCES users (id), -- referee: ignore[typ-mismatch] misspelt -- expect: unused-suppression
    -- referee: ignore[type-mismatch, not-unique-referenced] of the two only the first is needed -- expect: unused-suppression
    reader_id text REFERENCES users (id)
);
