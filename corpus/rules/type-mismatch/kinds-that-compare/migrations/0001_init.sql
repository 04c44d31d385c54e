CREATE DOMAIN user_name AS text;
CREATE TABLE users (id bigint PRIMARY KEY, name text UNIQUE, code numeric UNIQUE, alias varchar(20) UNIQUE);
CREATE TABLE posts (
    id bigserial PRIMARY KEY,
    author integer REFERENCES users (id),
    author_name varchar(80) REFERENCES users (name),
    author_code integer REFERENCES users (code),
    author_alias user_name REFERENCES users (alias)
);
