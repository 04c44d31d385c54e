-- migrate:up transaction:false
CREATE TABLE books (id int PRIMARY KEY, author_id int REFERENCES authors);
-- migrate:down
