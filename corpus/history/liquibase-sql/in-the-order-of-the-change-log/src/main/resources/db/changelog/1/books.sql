-- liquibase formatted sql
-- changeset me:2
CREATE TABLE books (id int PRIMARY KEY, author_id int REFERENCES authors);
