CREATE TABLE exports (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id UUID NOT NULL,
    CONSTRAINT exports_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);
