-- Staging only for now. NOT VALID first: the rows of the prototype are cleaned meanwhile.
ALTER TABLE members ADD CONSTRAINT members_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspaces (id) ON DELETE RESTRICT NOT VALID;
ALTER TABLE vendors ADD CONSTRAINT vendors_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspaces (id) ON DELETE RESTRICT NOT VALID;
ALTER TABLE config_versions ADD CONSTRAINT config_versions_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspaces (id) ON DELETE RESTRICT NOT VALID;
ALTER TABLE workflows ADD CONSTRAINT workflows_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspaces (id) ON DELETE RESTRICT NOT VALID;
ALTER TABLE runs ADD CONSTRAINT runs_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspaces (id) ON DELETE RESTRICT NOT VALID;
ALTER TABLE documents ADD CONSTRAINT documents_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspaces (id) ON DELETE RESTRICT NOT VALID;
ALTER TABLE tags ADD CONSTRAINT tags_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspaces (id) ON DELETE RESTRICT NOT VALID;
ALTER TABLE purchase_orders ADD CONSTRAINT purchase_orders_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspaces (id) ON DELETE RESTRICT NOT VALID;
ALTER TABLE invoices ADD CONSTRAINT invoices_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspaces (id) ON DELETE RESTRICT NOT VALID;
ALTER TABLE payments ADD CONSTRAINT payments_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspaces (id) ON DELETE RESTRICT NOT VALID;
ALTER TABLE budgets ADD CONSTRAINT budgets_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE NOT VALID; -- expect: forbidden-action
ALTER TABLE rules ADD CONSTRAINT rules_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspaces (id) ON DELETE RESTRICT NOT VALID;
ALTER TABLE webhooks ADD CONSTRAINT webhooks_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspaces (id) ON DELETE RESTRICT NOT VALID;
ALTER TABLE api_keys ADD CONSTRAINT api_keys_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspaces (id) ON DELETE RESTRICT NOT VALID;
ALTER TABLE imports ADD CONSTRAINT imports_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspaces (id) ON DELETE RESTRICT NOT VALID;
