CREATE TABLE users (id integer PRIMARY KEY AUTOINCREMENT, inviter_id integer REFERENCES users (id) ON DELETE CASCADE);
CREATE TABLE posts (id integer PRIMARY KEY AUTOINCREMENT, author_id integer REFERENCES users (id));
