-- Numbers of items are given per workspace, so the workspace is a part of each key.
CREATE TABLE item_master (
    workspace_id BIGINT UNSIGNED NOT NULL,
    id BIGINT UNSIGNED NOT NULL,
    unit_code CHAR(3) NOT NULL,
    title VARCHAR(200) NOT NULL,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT item_master_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE customer_master (
    workspace_id BIGINT UNSIGNED NOT NULL,
    id BIGINT UNSIGNED NOT NULL,
    name VARCHAR(200) NOT NULL,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT customer_master_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE unit_master (
    code CHAR(3) NOT NULL,
    title VARCHAR(60) NOT NULL,
    PRIMARY KEY (code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

ALTER TABLE item_master ADD CONSTRAINT item_master_unit FOREIGN KEY (unit_code) REFERENCES unit_master (code);

-- Imported from the old program, which knew one workshop only.
CREATE TABLE warehouse_master ( -- expect: missing-required-reference
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    title VARCHAR(120) NOT NULL,
    PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE supplier_master (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    workspace_id BIGINT UNSIGNED NOT NULL, -- expect: missing-required-reference, unconstrained-reference
    name VARCHAR(200) NOT NULL,
    PRIMARY KEY (id),
    KEY supplier_master_by_workspace (workspace_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- The name is right, the table is not: the ids of settings and of workspaces run apart with the second workspace.
CREATE TABLE price_master (
    workspace_id BIGINT UNSIGNED NOT NULL,
    item_id BIGINT UNSIGNED NOT NULL,
    cents BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, item_id),
    CONSTRAINT price_master_workspace FOREIGN KEY (workspace_id)
        REFERENCES workspace_settings (id) ON DELETE CASCADE -- expect: missing-required-reference
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
