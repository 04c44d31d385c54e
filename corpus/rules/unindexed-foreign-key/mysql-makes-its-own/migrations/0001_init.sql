CREATE TABLE users (id int PRIMARY KEY);
CREATE TABLE events (id int PRIMARY KEY, user_id int NOT NULL, FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE);
