ALTER TABLE configs ADD CONSTRAINT configs_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE NOT VALID; -- expect: grown-impact
