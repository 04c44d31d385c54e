CREATE TABLE users (id uuid PRIMARY KEY);
CREATE TABLE posts (id uuid PRIMARY KEY, user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE);
CREATE TABLE clusters (id uuid PRIMARY KEY, owner_user_id uuid NOT NULL);
CREATE INDEX clusters_owner_idx ON clusters (owner_user_id);
CREATE TABLE audit_log (id uuid PRIMARY KEY, user_id uuid NOT NULL);
CREATE TABLE exports (id uuid PRIMARY KEY, requested_by uuid CONSTRAINT exports_by REFERENCES users (id));
CREATE TABLE drafts (id uuid PRIMARY KEY, post_id uuid NOT NULL);
CREATE INDEX drafts_post_idx ON drafts (post_id);
