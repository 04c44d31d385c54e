-- From here on every table of a user goes with the user.
CREATE TABLE passkeys (
    id BYTES PRIMARY KEY,
    user_id UUID NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    sign_count INT8 NOT NULL DEFAULT 0
);

-- It names no user, and still stops every DELETE of one.
CREATE TABLE passkey_uses (
    passkey_id BYTES NOT NULL REFERENCES passkeys(id),  -- expect: unerasable-row
    used_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (passkey_id, used_at)
);
