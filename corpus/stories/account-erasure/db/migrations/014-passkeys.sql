-- From here on every table of a user goes with the user.
CREATE TABLE passkeys (
    id BYTES PRIMARY KEY,
    user_id UUID NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    sign_count INT8 NOT NULL DEFAULT 0
);
