-- The tables as the prototype left them: ids are text (`wsp_...`, `usr_...`), and one foreign key in all.
CREATE TABLE workspaces (
    id text PRIMARY KEY,
    name text NOT NULL,
    closed_at timestamptz
);

CREATE TABLE users (
    id text PRIMARY KEY,
    email text NOT NULL UNIQUE
);

CREATE TABLE sessions (
    id text PRIMARY KEY,
    user_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    expires_at timestamptz NOT NULL
);

CREATE TABLE members (
    workspace_id text NOT NULL,
    user_id text NOT NULL,
    role text NOT NULL DEFAULT 'member',
    PRIMARY KEY (workspace_id, user_id)
);

CREATE TABLE vendors (
    id text PRIMARY KEY,
    workspace_id text NOT NULL,
    name text NOT NULL
);

CREATE TABLE vendor_contacts (
    id text PRIMARY KEY,
    vendor_id text NOT NULL,
    email text NOT NULL
);

CREATE TABLE config_versions (
    id text PRIMARY KEY,
    workspace_id text NOT NULL,
    number integer NOT NULL,
    frozen_at timestamptz,
    UNIQUE (workspace_id, number)
);

CREATE TABLE config_entries (
    id text PRIMARY KEY,
    config_version_id text NOT NULL,
    key text NOT NULL,
    value jsonb NOT NULL
);

CREATE TABLE workflows (
    id text PRIMARY KEY,
    workspace_id text NOT NULL,
    config_version_id text NOT NULL,
    template_id text,
    name text NOT NULL
);

CREATE TABLE workflow_steps (
    id text PRIMARY KEY,
    workflow_id text NOT NULL,
    position integer NOT NULL
);

CREATE TABLE runs (
    id text PRIMARY KEY,
    workspace_id text NOT NULL,
    workflow_id text NOT NULL,
    config_version_id text NOT NULL,
    started_by text,
    started_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE run_steps (
    id text PRIMARY KEY,
    run_id text NOT NULL,
    workflow_step_id text NOT NULL,
    state text NOT NULL DEFAULT 'waiting'
);

CREATE TABLE run_step_logs (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    run_step_id text NOT NULL,
    line text NOT NULL
);

CREATE TABLE approvals (
    id text PRIMARY KEY,
    run_step_id text NOT NULL,
    approver_id uuid,
    decided_at timestamptz
);
