CREATE TABLE users (id text PRIMARY KEY);
CREATE TABLE posts (id text PRIMARY KEY, user_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE);
CREATE TABLE labels (id text PRIMARY KEY, label_id text NOT NULL);
CREATE INDEX labels_label_id ON labels (label_id);
