CREATE TABLE users (id integer PRIMARY KEY, handle text);
CREATE TABLE teams (id integer PRIMARY KEY);
CREATE TABLE badges (id integer PRIMARY KEY);
CREATE TABLE places (id integer PRIMARY KEY);
CREATE TABLE visits (
    id integer PRIMARY KEY,
    user_id integer REFERENCES users (id) ON DELETE CASCADE,
    -- What sets another column does not look at this one.
    team_id integer REFERENCES teams (id) ON DELETE SET NULL,
    place_id integer REFERENCES places (id) -- expect: dangling-reference, unerasable-row
);
CREATE TABLE mentions (
    id integer PRIMARY KEY,
    badge_id integer REFERENCES badges (id) ON DELETE CASCADE,
    handle text REFERENCES users (handle) -- expect: not-unique-referenced, unerasable-row
);
