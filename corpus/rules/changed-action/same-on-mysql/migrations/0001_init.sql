CREATE TABLE users (id int PRIMARY KEY) ENGINE=InnoDB;
CREATE TABLE posts (id int PRIMARY KEY, author_id int NOT NULL, CONSTRAINT posts_author FOREIGN KEY (author_id) REFERENCES users (id)) ENGINE=InnoDB;
