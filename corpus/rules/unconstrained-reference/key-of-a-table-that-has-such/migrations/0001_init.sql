CREATE TABLE teams (id integer PRIMARY KEY);
CREATE TABLE categories (key text PRIMARY KEY, label text NOT NULL);
CREATE TABLE resources (
    id integer PRIMARY KEY,
    team_id integer NOT NULL REFERENCES teams (id),
    category_key text NOT NULL -- expect: unconstrained-reference
);
CREATE INDEX resources_category_key_idx ON resources (category_key);
