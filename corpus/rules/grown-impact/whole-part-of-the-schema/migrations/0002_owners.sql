ALTER TABLE workspaces ADD COLUMN owner_id integer;
ALTER TABLE workspaces ADD CONSTRAINT workspaces_owner FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE CASCADE NOT VALID; -- expect: grown-impact
