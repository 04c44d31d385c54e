CREATE TABLE users (
    id bigint PRIMARY KEY,
    invited_by bigint REFERENCES users ON DELETE SET NULL
);

CREATE TABLE sessions (
    id bigint PRIMARY KEY,
    user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE
);

CREATE TABLE posts (
    id bigint PRIMARY KEY,
    user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE
);

CREATE TABLE comments (
    id bigint PRIMARY KEY,
    post_id bigint NOT NULL REFERENCES posts ON DELETE CASCADE,
    user_id bigint REFERENCES users ON DELETE SET NULL
);

CREATE TABLE api_keys (
    id bigint PRIMARY KEY,
    user_id bigint NOT NULL
);
