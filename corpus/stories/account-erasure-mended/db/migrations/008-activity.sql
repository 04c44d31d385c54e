CREATE TABLE activity (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    actor_id UUID REFERENCES users(id),
    verb STRING NOT NULL,
    at TIMESTAMPTZ NOT NULL DEFAULT now(),
    INDEX activity_by_time (at) USING HASH
);

CREATE TABLE activity_views (
    viewer_id UUID NOT NULL REFERENCES users(id),
    activity_id UUID NOT NULL REFERENCES activity(id) ON DELETE CASCADE,
    PRIMARY KEY (viewer_id, activity_id)
);
