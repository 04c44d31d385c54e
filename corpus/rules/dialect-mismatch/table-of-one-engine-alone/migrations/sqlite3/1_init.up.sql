CREATE TABLE users (id integer PRIMARY KEY AUTOINCREMENT);
CREATE TABLE posts (id integer PRIMARY KEY AUTOINCREMENT, author_id integer REFERENCES users (id));
