CREATE TABLE users (id bigint PRIMARY KEY, invited_by bigint REFERENCES users (id) ON DELETE SET NULL);
CREATE TABLE sessions (id bigint PRIMARY KEY, user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE);
CREATE TABLE posts (id bigint PRIMARY KEY, user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE);
CREATE TABLE comments (
    id bigint PRIMARY KEY,
    post_id bigint NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    user_id bigint REFERENCES users (id) ON DELETE SET NULL
);
CREATE TABLE invoices (id bigint PRIMARY KEY, user_id bigint NOT NULL REFERENCES users (id));
CREATE TABLE api_keys (id bigint PRIMARY KEY, user_id bigint NOT NULL);
CREATE INDEX api_keys_user_idx ON api_keys (user_id);
