CREATE TABLE users (tenant_id integer, id integer, PRIMARY KEY (tenant_id, id));
CREATE TABLE posts (
    id integer PRIMARY KEY,
    tenant_id integer NOT NULL,
    author_id integer NOT NULL,
    CONSTRAINT posts_author FOREIGN KEY (tenant_id, author_id) REFERENCES users (tenant_id, id)
);
ALTER TABLE posts ADD CONSTRAINT posts_writer FOREIGN KEY (author_id, tenant_id) REFERENCES users (id, tenant_id); -- expect: duplicate-foreign-key
