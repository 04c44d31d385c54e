ALTER SCHEMA crm RENAME TO sales;
ALTER TABLE sales.clients RENAME TO customers;
ALTER TABLE sales.customers RENAME COLUMN code TO number;
ALTER TABLE sales.customers RENAME id TO customer_id;
ALTER TABLE sales.orders RENAME COLUMN client_id TO customer_id;
ALTER TABLE sales.orders RENAME CONSTRAINT to_client TO orders_customer;
-- The constraint bears its index's name.
ALTER INDEX sales.clients_code_key RENAME TO customers_number;
ALTER TABLE sales.customers RENAME CONSTRAINT clients_pkey TO customers_pkey;
ALTER INDEX IF EXISTS sales.no_such_index RENAME TO other;
ALTER TYPE mood RENAME TO temper;
ALTER DOMAIN code RENAME TO number;
ALTER VIEW sales.recent RENAME TO latest;
ALTER SEQUENCE sales.numbers RENAME TO serials;
-- ALTER TABLE renames indexes, views and sequences too.
ALTER TABLE sales.orders_once RENAME TO orders_pair;
ALTER TABLE sales.latest RENAME TO newest;
ALTER TABLE sales.orders DROP CONSTRAINT to_code;
ALTER TABLE sales.customers DROP CONSTRAINT customers_number;
ALTER TABLE sales.orders ADD FOREIGN KEY (customer_id) REFERENCES sales.customers;
