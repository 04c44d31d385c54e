CREATE TABLE notifications (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id UUID NOT NULL REFERENCES users(id),
    read_at TIMESTAMPTZ,
    INDEX notifications_unread (user_id) WHERE read_at IS NULL
);

CREATE TABLE notification_settings (
    user_id UUID NOT NULL REFERENCES users(id),
    channel STRING NOT NULL,
    PRIMARY KEY (user_id, channel)
);
