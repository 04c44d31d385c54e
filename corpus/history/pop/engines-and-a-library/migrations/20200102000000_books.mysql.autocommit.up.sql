CREATE TABLE books (id int PRIMARY KEY, author_id int, FOREIGN KEY (author_id) REFERENCES authors (id));
