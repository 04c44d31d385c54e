ALTER TABLE configs VALIDATE CONSTRAINT configs_workspace;
