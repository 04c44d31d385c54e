-- +goose Up
CREATE TABLE authors (id int PRIMARY KEY);
-- +goose Down
DROP TABLE authors;
