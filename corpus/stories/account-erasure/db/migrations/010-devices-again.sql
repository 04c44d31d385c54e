-- The table exists since schema.sql: this statement does nothing, whatever it says.
CREATE TABLE IF NOT EXISTS devices (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id UUID NOT NULL REFERENCES users(id) ON DELETE CASCADE -- expect: ignored-reference
);

CREATE TABLE device_keys (
    device_id UUID PRIMARY KEY REFERENCES devices(id) ON DELETE CASCADE,
    approved_by UUID NOT NULL REFERENCES users(id),  -- expect: unerasable-row
    public_key BYTES NOT NULL
);
