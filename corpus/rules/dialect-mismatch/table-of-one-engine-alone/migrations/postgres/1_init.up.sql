CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (id integer PRIMARY KEY, author_id integer REFERENCES users (id));
CREATE TABLE search (id integer PRIMARY KEY, post_id integer REFERENCES posts (id));
