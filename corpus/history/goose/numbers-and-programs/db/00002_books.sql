-- +goose Up
CREATE TABLE books (id int PRIMARY KEY, author_id int REFERENCES authors);
-- +goose Down
DROP TABLE books;
