CREATE TABLE users (tenant_id integer, id integer, UNIQUE (id, tenant_id));
CREATE TABLE posts (
    id integer PRIMARY KEY,
    tenant_id integer,
    author_id integer,
    FOREIGN KEY (tenant_id, author_id) REFERENCES users (tenant_id, id)
);
