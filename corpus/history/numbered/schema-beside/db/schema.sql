CREATE TABLE authors (id bigserial PRIMARY KEY);
CREATE TABLE books (id bigserial PRIMARY KEY);
