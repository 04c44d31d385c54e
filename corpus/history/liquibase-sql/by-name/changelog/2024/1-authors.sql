--liquibase formatted sql
--changeset me:1
CREATE TABLE authors (id int PRIMARY KEY);
