CREATE SCHEMA app;
CREATE TABLE app.teams (id integer PRIMARY KEY);
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (id integer PRIMARY KEY, author_id integer NOT NULL REFERENCES users (id) ON DELETE CASCADE);
CREATE TABLE comments (
    id integer PRIMARY KEY,
    post_id integer NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    reply_to integer REFERENCES comments (id) ON DELETE CASCADE,
    UNIQUE (id, post_id)
);
CREATE TABLE reactions (
    id integer PRIMARY KEY,
    comment_id integer NOT NULL,
    post_id integer NOT NULL,
    FOREIGN KEY (comment_id, post_id) REFERENCES comments (id, post_id) ON DELETE CASCADE
);
CREATE TABLE "Order Items" (id integer PRIMARY KEY, buyer_id integer REFERENCES users (id) ON DELETE SET NULL);
