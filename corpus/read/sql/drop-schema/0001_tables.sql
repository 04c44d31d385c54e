CREATE SCHEMA billing;
CREATE SCHEMA empty;
CREATE TYPE billing.state AS ENUM ('open', 'paid');
CREATE TABLE billing.invoices (id integer PRIMARY KEY);
CREATE TABLE billing.lines (invoice_id integer REFERENCES billing.invoices);
CREATE TABLE orders (id integer PRIMARY KEY, invoice_id integer REFERENCES billing.invoices ON DELETE SET NULL, state billing.state);
