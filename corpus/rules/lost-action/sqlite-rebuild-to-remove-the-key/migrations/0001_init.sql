CREATE TABLE users (id integer PRIMARY KEY AUTOINCREMENT);
CREATE TABLE audit (id integer PRIMARY KEY AUTOINCREMENT, user_id integer REFERENCES users (id));
