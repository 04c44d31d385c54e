CREATE TABLE Author (id integer PRIMARY KEY);
