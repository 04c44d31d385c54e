CREATE SCHEMA crm;
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE DOMAIN code AS varchar(10);
CREATE TABLE crm.clients (id integer PRIMARY KEY, code code UNIQUE, mood mood);
CREATE TABLE crm.orders (
    id integer PRIMARY KEY,
    client_id integer NOT NULL,
    client_code code,
    CONSTRAINT to_client FOREIGN KEY (client_id) REFERENCES crm.clients (id) ON DELETE CASCADE,
    CONSTRAINT to_code FOREIGN KEY (client_code) REFERENCES crm.clients (code) ON UPDATE CASCADE
);
CREATE UNIQUE INDEX orders_once ON crm.orders (client_id, client_code);
CREATE VIEW crm.recent AS SELECT id FROM crm.orders;
CREATE SEQUENCE crm.numbers;
