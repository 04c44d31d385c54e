CREATE TABLE teams (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    name STRING NOT NULL,
    founder_id UUID NOT NULL REFERENCES users(id)  -- expect: unerasable-row
);

CREATE TABLE team_members (
    team_id UUID NOT NULL REFERENCES teams(id) ON DELETE CASCADE,
    member_id UUID NOT NULL REFERENCES users(id),  -- expect: unerasable-row
    PRIMARY KEY (team_id, member_id)
);
