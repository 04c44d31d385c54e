-- +goose NO TRANSACTION
-- +goose ENVSUB ON
-- +goose Up
CREATE TABLE authors (id int PRIMARY KEY)
-- +goose StatementBegin
;
CREATE TABLE books (
    id int PRIMARY KEY,
    author_id int REFERENCES authors ON DELETE CASCADE
);
CREATE FUNCTION touch() RETURNS trigger AS $$
BEGIN
    ALTER TABLE books DROP COLUMN author_id;
    RETURN NEW;
END;
$$ LANGUAGE plpgsql
-- +goose StatementEnd
CREATE TABLE shelves (id int PRIMARY KEY, book_id int REFERENCES books)
-- +goose Down
DROP TABLE shelves;
-- +goose StatementBegin
DROP TABLE books;
DROP TABLE authors;
-- +goose StatementEnd
