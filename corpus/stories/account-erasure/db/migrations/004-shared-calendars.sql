ALTER TABLE calendars ADD COLUMN IF NOT EXISTS shared_with UUID REFERENCES users(id);  -- expect: unerasable-row

CREATE TABLE calendar_grants (
    calendar_id UUID NOT NULL REFERENCES calendars(id) ON DELETE CASCADE,
    grantee_id UUID NOT NULL REFERENCES users(id),  -- expect: unerasable-row
    level INT NOT NULL DEFAULT 1,
    PRIMARY KEY (calendar_id, grantee_id)
);
