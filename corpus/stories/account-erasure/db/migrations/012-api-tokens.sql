CREATE TABLE api_tokens (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id UUID NOT NULL REFERENCES users(id),  -- expect: unerasable-row
    hash BYTES NOT NULL UNIQUE
);

CREATE TABLE api_calls (
    token_id UUID NOT NULL REFERENCES api_tokens(id) ON DELETE CASCADE,
    called_as UUID NOT NULL REFERENCES users(id),  -- expect: unerasable-row
    at TIMESTAMPTZ NOT NULL DEFAULT now()
);
