CREATE TABLE workspaces (id integer PRIMARY KEY);
CREATE TABLE item_master (id integer PRIMARY KEY, workspace_id integer NOT NULL);
