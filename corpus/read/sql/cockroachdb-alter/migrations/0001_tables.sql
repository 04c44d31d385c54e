CREATE TABLE users (id UUID PRIMARY KEY, email STRING NOT NULL, n INT, crdb_region STRING, UNIQUE INDEX users_email_key (email));
CREATE TABLE orders (id INT8 PRIMARY KEY, user_id UUID REFERENCES users, email STRING REFERENCES users (email), editor UUID, CONSTRAINT order_fk FOREIGN KEY (editor) REFERENCES users (id) ON DELETE CASCADE, INDEX orders_user (user_id), UNIQUE INDEX orders_u (user_id));
CREATE TABLE copies AS SELECT * FROM orders;
CREATE TABLE copies2 AS SELECT * FROM orders;
CREATE TYPE status AS ENUM ('open', 'closed');
