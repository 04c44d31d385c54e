CREATE TABLE users (id int PRIMARY KEY);

/* what follows was meant to be explained

CREATE TABLE posts (id int PRIMARY KEY, user_id int REFERENCES users);
