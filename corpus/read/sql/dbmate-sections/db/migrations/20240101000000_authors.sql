-- migrate:up
CREATE TABLE authors (id int PRIMARY KEY);

-- migrate:down
DROP TABLE authors;
