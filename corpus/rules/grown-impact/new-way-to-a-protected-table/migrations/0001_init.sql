CREATE TABLE workspaces (id integer PRIMARY KEY);
CREATE TABLE configs (id integer PRIMARY KEY, workspace_id integer NOT NULL);
CREATE TABLE config_versions (id integer PRIMARY KEY, config_id integer NOT NULL REFERENCES configs (id) ON DELETE CASCADE);
