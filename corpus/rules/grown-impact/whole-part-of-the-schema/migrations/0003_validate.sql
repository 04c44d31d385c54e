ALTER TABLE workspaces VALIDATE CONSTRAINT workspaces_owner;
