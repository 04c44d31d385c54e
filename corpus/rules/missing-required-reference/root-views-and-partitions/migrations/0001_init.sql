CREATE TABLE workspaces (id integer PRIMARY KEY, name text);
CREATE TABLE entries (id integer, workspace_id integer NOT NULL REFERENCES workspaces (id)) PARTITION BY LIST (id);
CREATE TABLE entries_1 PARTITION OF entries FOR VALUES IN (1);
CREATE VIEW names AS SELECT name FROM workspaces;
CREATE TEMPORARY TABLE staged (id integer);
