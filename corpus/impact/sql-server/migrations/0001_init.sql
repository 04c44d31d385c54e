CREATE TABLE users (id bigint PRIMARY KEY);
CREATE TABLE threads (id bigint PRIMARY KEY, user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE);
CREATE TABLE messages (
    id bigint PRIMARY KEY,
    thread_id bigint NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
    sender_id bigint REFERENCES users (id) ON DELETE SET NULL,
    reply_to bigint REFERENCES messages (id)
);
