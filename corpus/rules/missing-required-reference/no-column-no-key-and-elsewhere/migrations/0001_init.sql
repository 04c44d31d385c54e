CREATE TABLE workspaces (id integer PRIMARY KEY, slug integer NOT NULL UNIQUE);
CREATE TABLE teams (id integer PRIMARY KEY, workspace_id integer NOT NULL REFERENCES workspaces (id));
CREATE TABLE item_master (id integer PRIMARY KEY, workspace_id integer NOT NULL REFERENCES workspaces (id));
CREATE TABLE unit_master (id integer PRIMARY KEY, name text); -- expect: missing-required-reference
CREATE TABLE vendor_master (
    id integer PRIMARY KEY,
    workspace_id integer NOT NULL -- expect: missing-required-reference, unconstrained-reference
);
CREATE TABLE price_master (
    id integer PRIMARY KEY,
    workspace_id integer NOT NULL REFERENCES teams (id) -- expect: missing-required-reference
);
CREATE TABLE tax_master (
    id integer PRIMARY KEY,
    workspace_id integer NOT NULL REFERENCES workspaces (slug) -- expect: missing-required-reference
);
