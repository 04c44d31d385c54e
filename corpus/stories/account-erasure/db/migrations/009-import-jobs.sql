CREATE TABLE import_jobs (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    requested_by UUID NOT NULL REFERENCES users(id),  -- expect: unerasable-row
    state STRING NOT NULL DEFAULT 'queued'
);

-- The same job may be handed to somebody else.
ALTER TABLE import_jobs ADD COLUMN assigned_to UUID;
ALTER TABLE import_jobs ADD CONSTRAINT import_jobs_assignee FOREIGN KEY (assigned_to) REFERENCES users (id);  -- expect: unerasable-row
