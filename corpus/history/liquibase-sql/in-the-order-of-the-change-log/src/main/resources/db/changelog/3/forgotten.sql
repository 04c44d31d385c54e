-- liquibase formatted sql
-- changeset me:3
DROP TABLE books;
