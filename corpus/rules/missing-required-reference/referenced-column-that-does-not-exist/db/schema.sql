CREATE TABLE workspaces (id text PRIMARY KEY);
CREATE TABLE item_master (
    id text PRIMARY KEY,
    workspace_id text NOT NULL REFERENCES workspaces (workspace_id) -- expect: missing-required-reference, dangling-reference
);
