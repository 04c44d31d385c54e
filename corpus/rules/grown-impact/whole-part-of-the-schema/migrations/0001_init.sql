CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE sessions (id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES users (id) ON DELETE CASCADE);
CREATE TABLE workspaces (id integer PRIMARY KEY);
CREATE TABLE projects (id integer PRIMARY KEY, workspace_id integer NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE);
CREATE TABLE tasks (id integer PRIMARY KEY, project_id integer NOT NULL REFERENCES projects (id) ON DELETE CASCADE);
CREATE TABLE invoices (id integer PRIMARY KEY, workspace_id integer REFERENCES workspaces (id) ON DELETE SET NULL);
