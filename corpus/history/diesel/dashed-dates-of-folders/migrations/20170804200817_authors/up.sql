CREATE TABLE authors (id bigserial PRIMARY KEY);
