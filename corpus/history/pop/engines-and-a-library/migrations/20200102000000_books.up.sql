CREATE TABLE books (id int PRIMARY KEY, author_id int REFERENCES authors (id));
