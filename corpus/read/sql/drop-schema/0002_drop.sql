-- Takes foreign keys of other schemas with it, and columns of its types.
DROP SCHEMA billing CASCADE;
DROP SCHEMA empty;
DROP SCHEMA IF EXISTS nowhere CASCADE;
CREATE SCHEMA billing;
CREATE TABLE billing.invoices (id integer PRIMARY KEY, order_id integer REFERENCES orders);
