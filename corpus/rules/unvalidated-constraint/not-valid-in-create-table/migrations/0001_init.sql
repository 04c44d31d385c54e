CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE posts (
    id integer PRIMARY KEY,
    author_id integer,
    CONSTRAINT posts_author FOREIGN KEY (author_id) REFERENCES users (id) NOT VALID
);
