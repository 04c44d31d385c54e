-- A project goes with its workspace, and so do members; but a member who owns a project cannot be removed alone.
CREATE TABLE workspaces (id bigint PRIMARY KEY);
CREATE TABLE members (
    id bigint PRIMARY KEY,
    workspace_id bigint NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE
);
CREATE TABLE projects (
    id bigint PRIMARY KEY,
    workspace_id bigint NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    owner_id bigint NOT NULL REFERENCES members (id) ON DELETE RESTRICT
);
