CREATE TABLE workspaces (region integer, id integer, PRIMARY KEY (region, id));
CREATE TABLE item_master (
    id integer PRIMARY KEY,
    region integer NOT NULL,
    workspace_id integer NOT NULL,
    FOREIGN KEY (region, workspace_id) REFERENCES workspaces (region, id)
);
