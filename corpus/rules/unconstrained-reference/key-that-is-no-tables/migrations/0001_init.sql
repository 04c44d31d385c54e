CREATE TABLE teams (id integer PRIMARY KEY);
CREATE TABLE categories (id integer PRIMARY KEY, key text NOT NULL UNIQUE);
CREATE TABLE apis (id integer PRIMARY KEY);
CREATE TABLE resources (
    id integer PRIMARY KEY,
    team_id integer NOT NULL REFERENCES teams (id),
    category_key text NOT NULL,
    api_key text NOT NULL
);
CREATE INDEX resources_category_key_idx ON resources (category_key);
CREATE INDEX resources_api_key_idx ON resources (api_key);
