ALTER TABLE shelves DROP COLUMN book_id;
-- +goose Up
ALTER TABLE shelves ADD COLUMN author_id int REFERENCES authors ON DELETE SET NULL;
