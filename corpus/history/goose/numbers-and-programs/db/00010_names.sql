-- +goose Up
ALTER TABLE authors ADD COLUMN name text;
