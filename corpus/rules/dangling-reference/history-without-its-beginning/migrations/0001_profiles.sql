-- The first files are not here: `teams` is altered, and nobody creates it. So `users` may be there as well, and this is a note.
ALTER TABLE teams ADD COLUMN slug text;
CREATE TABLE profiles (
    id integer PRIMARY KEY,
    user_id integer REFERENCES users (id) -- expect: dangling-reference
);
