-- Sign in with other providers.
CREATE TABLE IF NOT EXISTS oauth_accounts (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id UUID NOT NULL REFERENCES users(id),  -- expect: unerasable-row
    provider STRING NOT NULL,
    subject STRING NOT NULL,
    UNIQUE (provider, subject)
);

CREATE TABLE IF NOT EXISTS oauth_grants (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    account_id UUID NOT NULL REFERENCES oauth_accounts(id) ON DELETE CASCADE,
    granted_by UUID NOT NULL REFERENCES users(id),  -- expect: unerasable-row
    scopes STRING[] NOT NULL
);
