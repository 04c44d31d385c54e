-- +migrate Up
CREATE TABLE posts (id integer PRIMARY KEY, author_id integer REFERENCES users (id));

-- +migrate Down
DROP TABLE posts;
