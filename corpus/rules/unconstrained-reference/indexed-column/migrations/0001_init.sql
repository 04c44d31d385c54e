CREATE TABLE users (id uuid PRIMARY KEY);
CREATE TABLE posts (id uuid PRIMARY KEY, user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE);
CREATE TABLE clusters (
    id uuid PRIMARY KEY,
    owner_user_id uuid NOT NULL -- expect: unconstrained-reference
);
CREATE INDEX clusters_owner ON clusters (owner_user_id);
