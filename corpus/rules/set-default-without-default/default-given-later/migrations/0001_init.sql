CREATE TABLE teams (id integer PRIMARY KEY);
CREATE TABLE members (
    id integer PRIMARY KEY,
    team_id integer NOT NULL REFERENCES teams (id) ON DELETE SET DEFAULT
);
