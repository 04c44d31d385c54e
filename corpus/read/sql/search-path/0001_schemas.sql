CREATE SCHEMA billing;
CREATE SCHEMA "Audit";
SET search_path TO billing, public;
CREATE TABLE invoices (id integer PRIMARY KEY);
CREATE TABLE lines (invoice_id integer REFERENCES invoices ON DELETE CASCADE);
