CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE workspaces (id integer PRIMARY KEY, owner_id integer NOT NULL REFERENCES users (id) ON DELETE CASCADE);
ALTER TABLE users ADD COLUMN default_workspace_id integer CONSTRAINT home REFERENCES workspaces (id) ON DELETE CASCADE;
