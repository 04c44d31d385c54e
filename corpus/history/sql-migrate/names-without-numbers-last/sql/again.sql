-- +migrate Up notransaction
CREATE INDEX CONCURRENTLY books_author ON books (author_id);
