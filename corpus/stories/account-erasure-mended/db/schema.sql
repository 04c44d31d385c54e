-- The schema as the first release shipped it; the migrations build on it.
CREATE TABLE IF NOT EXISTS users (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    email STRING NOT NULL UNIQUE,
    display_name STRING,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE TABLE IF NOT EXISTS sessions (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id UUID NOT NULL REFERENCES users(id),
    expires_at TIMESTAMPTZ NOT NULL,
    INDEX sessions_by_user (user_id, expires_at DESC)
);

CREATE TABLE IF NOT EXISTS devices (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id UUID NOT NULL REFERENCES users (id),
    label STRING NOT NULL DEFAULT '',
    last_seen TIMESTAMPTZ
);

CREATE TABLE IF NOT EXISTS preferences (
    user_id UUID PRIMARY KEY REFERENCES users(id),
    document JSONB NOT NULL DEFAULT '{}'
);

CREATE TABLE IF NOT EXISTS calendars (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    owner_id UUID NOT NULL REFERENCES users(id),
    name STRING NOT NULL,
    FAMILY main (id, owner_id, name)
);

CREATE TABLE IF NOT EXISTS events (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    calendar_id UUID NOT NULL REFERENCES calendars(id) ON DELETE CASCADE,
    created_by UUID NOT NULL REFERENCES users(id),
    title STRING NOT NULL,
    starts_at TIMESTAMPTZ NOT NULL,
    INDEX (calendar_id) STORING (title)
);

CREATE TABLE IF NOT EXISTS invitations (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    event_id UUID NOT NULL REFERENCES events(id) ON DELETE CASCADE,
    sender_id UUID NOT NULL REFERENCES users(id),
    recipient_id UUID REFERENCES users(id),
    answer STRING NOT NULL DEFAULT 'open' CHECK (answer IN ('open', 'yes', 'no'))
);

CREATE TABLE IF NOT EXISTS contacts (
    owner_id UUID NOT NULL REFERENCES users(id),
    name STRING NOT NULL,
    email STRING NOT NULL,
    PRIMARY KEY (owner_id, email)
);

CREATE TABLE IF NOT EXISTS reminders (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id UUID NOT NULL REFERENCES users(id),
    due_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE IF NOT EXISTS notes (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    author_id UUID NOT NULL,
    body STRING NOT NULL,
    CONSTRAINT notes_author FOREIGN KEY (author_id) REFERENCES users (id)
);
