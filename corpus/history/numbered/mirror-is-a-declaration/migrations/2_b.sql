CREATE TABLE books (id serial PRIMARY KEY, author_id int NOT NULL REFERENCES authors(id));
