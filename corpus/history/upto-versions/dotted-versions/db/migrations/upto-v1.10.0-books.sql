CREATE TABLE books (id bigserial PRIMARY KEY);
