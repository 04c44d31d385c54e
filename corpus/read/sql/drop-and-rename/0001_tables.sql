CREATE TABLE users (id bigserial PRIMARY KEY, email text NOT NULL UNIQUE);
CREATE TABLE posts (
    id bigserial PRIMARY KEY,
    author_id bigint NOT NULL REFERENCES users,
    reviewer_id bigint REFERENCES users (id) ON DELETE SET NULL,
    author_email text REFERENCES users (email)
);
CREATE TABLE comments (id bigserial PRIMARY KEY, post_id bigint REFERENCES posts ON DELETE CASCADE);
CREATE TABLE votes (post_id bigint REFERENCES posts (id), comment_id bigint CONSTRAINT votes_on REFERENCES comments (id));
