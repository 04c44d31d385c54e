CREATE TABLE users (id integer PRIMARY KEY, tenant_id integer NOT NULL, UNIQUE (tenant_id, id));
CREATE TABLE posts (
    id integer PRIMARY KEY,
    tenant_id integer,
    author_id integer,
    FOREIGN KEY (tenant_id, author_id) REFERENCES users (tenant_id, id) ON DELETE SET NULL (tenant_id) -- expect: unerasable-row
);
CREATE TABLE drafts (
    id integer PRIMARY KEY,
    tenant_id integer NOT NULL,
    author_id integer,
    FOREIGN KEY (tenant_id, author_id) REFERENCES users (tenant_id, id) ON DELETE SET NULL (author_id)
);
