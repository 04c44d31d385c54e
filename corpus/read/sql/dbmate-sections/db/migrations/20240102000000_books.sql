-- migrate:up transaction:false
CREATE TABLE books (id int PRIMARY KEY, author_id int REFERENCES authors ON DELETE RESTRICT);
-- migrate:down transaction:false
ALTER TABLE authors ADD COLUMN lost int;
DROP TABLE books;
