CREATE TABLE users (id integer PRIMARY KEY AUTOINCREMENT);
CREATE TABLE posts (id integer PRIMARY KEY AUTOINCREMENT, author_id integer);
CREATE TABLE likes (id integer PRIMARY KEY AUTOINCREMENT, post_id integer REFERENCES posts (id));
