CREATE TABLE tenants (id integer PRIMARY KEY);
CREATE TABLE users (tenant integer REFERENCES tenants ON DELETE CASCADE, id integer, PRIMARY KEY (tenant, id));
CREATE TABLE posts (
    tenant integer NOT NULL,
    id integer,
    author integer,
    editor integer DEFAULT 0,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, author) REFERENCES users ON DELETE SET NULL (author) ON UPDATE CASCADE,
    FOREIGN KEY (tenant, editor) REFERENCES users (tenant, id) MATCH FULL ON UPDATE SET NULL ON DELETE SET DEFAULT (editor),
    CONSTRAINT both_columns FOREIGN KEY (editor, author) REFERENCES users (id, tenant) ON DELETE SET NULL
);
ALTER TABLE posts RENAME COLUMN author TO writer;
