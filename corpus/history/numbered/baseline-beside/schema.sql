CREATE TABLE authors (id serial PRIMARY KEY);
