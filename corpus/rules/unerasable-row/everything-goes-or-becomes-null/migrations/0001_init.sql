CREATE TABLE users (id integer PRIMARY KEY, invited_by integer REFERENCES users (id) ON DELETE SET NULL);
CREATE TABLE countries (code text PRIMARY KEY);
CREATE TABLE posts (
    id integer PRIMARY KEY,
    author_id integer NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    editor_id integer REFERENCES users (id) ON DELETE SET NULL,
    country text REFERENCES countries (code) ON DELETE RESTRICT
);
CREATE TABLE comments (id integer PRIMARY KEY, post_id integer NOT NULL REFERENCES posts (id) ON DELETE CASCADE);
