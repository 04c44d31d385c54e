CREATE TABLE documents (id integer PRIMARY KEY, current_id integer);
CREATE TABLE versions (
    id integer PRIMARY KEY,
    document_id integer NOT NULL REFERENCES documents (id) ON DELETE CASCADE -- expect: unprotected-table
);
ALTER TABLE documents ADD FOREIGN KEY (current_id) REFERENCES versions (id) ON DELETE CASCADE; -- expect: cascade-cycle
