-- +migrate Up
CREATE TABLE authors (id int PRIMARY KEY);
-- +migrate Down
DROP TABLE authors;
