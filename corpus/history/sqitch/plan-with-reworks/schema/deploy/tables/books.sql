ALTER TABLE books ADD COLUMN author_id int REFERENCES authors;
