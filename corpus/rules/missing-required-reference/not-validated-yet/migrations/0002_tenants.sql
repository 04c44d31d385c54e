ALTER TABLE item_master ADD FOREIGN KEY (workspace_id) REFERENCES workspaces (id) NOT VALID;
