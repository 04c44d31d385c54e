CREATE TABLE feedback (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id UUID REFERENCES users(id),  -- expect: unerasable-row
    stars INT2 NOT NULL,
    triaged_by UUID REFERENCES users(id)  -- expect: unerasable-row
);
