CREATE TABLE rules (
    id text PRIMARY KEY,
    workspace_id text NOT NULL,
    config_version_id text NOT NULL,
    vendor_id text,
    name text NOT NULL
);

CREATE TABLE rule_conditions (
    id text PRIMARY KEY,
    rule_id text NOT NULL,
    expression text NOT NULL
);

CREATE TABLE rule_matches (
    rule_id text NOT NULL,
    run_id text NOT NULL,
    matched_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (rule_id, run_id)
);

CREATE TABLE webhooks (
    id text PRIMARY KEY,
    workspace_id text NOT NULL,
    url text NOT NULL
);

CREATE TABLE webhook_deliveries (
    id text PRIMARY KEY,
    webhook_id text NOT NULL,
    status integer
);

CREATE TABLE api_keys (
    id text PRIMARY KEY,
    workspace_id text NOT NULL,
    hash bytea NOT NULL
);

CREATE TABLE imports (
    id text PRIMARY KEY,
    workspace_id text NOT NULL,
    file_name text NOT NULL
);

CREATE TABLE import_rows (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    import_id text NOT NULL,
    raw jsonb NOT NULL
);
