-- +migrate Up notransaction
-- +migrate StatementBegin
CREATE TABLE authors (id int PRIMARY KEY);
-- +migrate StatementEnd
CREATE TABLE books (id int PRIMARY KEY, author_id int REFERENCES authors);
-- +migrate Down
ALTER TABLE books DROP COLUMN author_id;
DROP TABLE authors;
