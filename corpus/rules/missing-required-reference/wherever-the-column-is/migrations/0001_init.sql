CREATE TABLE workspaces (id uuid PRIMARY KEY);
CREATE TABLE currencies (code text PRIMARY KEY);
CREATE TABLE items (id uuid PRIMARY KEY, workspace_id uuid NOT NULL REFERENCES workspaces (id));
CREATE TABLE units (id uuid PRIMARY KEY, workspace_id uuid NOT NULL); -- expect: missing-required-reference, unconstrained-reference
