--liquibase formatted sql

--changeset me:authors
CREATE TABLE authors (id int PRIMARY KEY);
--rollback DROP TABLE authors;

--changeset me:books-elsewhere dbms:oracle,mysql
CREATE TABLE books (id number PRIMARY KEY);
--rollback DROP TABLE books;

--changeset me:books dbms:"postgresql, h2" runOnChange:true
--preconditions onFail:MARK_RAN
CREATE TABLE books (
    id int PRIMARY KEY,
    author_id int REFERENCES authors ON DELETE CASCADE
)
--rollback ALTER TABLE books
--rollback   DROP COLUMN author_id;
--rollback DROP TABLE books;

--changeset me:not-here dbms:!postgresql
DROP TABLE books;

--changeset me:samples context:test
CREATE TABLE samples (id int PRIMARY KEY, book_id int REFERENCES books);
/* liquibase rollback
DROP TABLE samples;
*/
ALTER TABLE samples ADD COLUMN author_id int REFERENCES authors;
