CREATE TABLE teams (tenant_id integer, id integer, PRIMARY KEY (tenant_id, id));
CREATE TABLE members (
    id integer PRIMARY KEY,
    tenant_id integer NOT NULL,
    team_id integer NOT NULL DEFAULT 0,
    FOREIGN KEY (tenant_id, team_id) REFERENCES teams (tenant_id, id) ON DELETE SET DEFAULT (team_id)
);
