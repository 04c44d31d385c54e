CREATE TABLE users (id integer PRIMARY KEY AUTOINCREMENT, tenant_id integer NOT NULL, UNIQUE (tenant_id, id));
CREATE TABLE posts (id integer PRIMARY KEY AUTOINCREMENT, author_id integer REFERENCES users (id));
