CREATE TABLE customers (id integer PRIMARY KEY);
CREATE TABLE orders (id integer PRIMARY KEY, deleted text, customer_id integer NOT NULL REFERENCES customers (id) ON DELETE RESTRICT);
CREATE TABLE offers (id integer PRIMARY KEY, deleted text, customer_id integer NOT NULL REFERENCES customers (id) ON DELETE RESTRICT);
CREATE TABLE claims (id integer PRIMARY KEY, deleted text, order_id integer NOT NULL REFERENCES orders (id) ON DELETE RESTRICT);
CREATE TABLE quotes (id integer PRIMARY KEY, deleted text, offer_id integer REFERENCES offers (id) ON DELETE SET NULL);
CREATE TABLE bills (
    id integer PRIMARY KEY,
    deleted text,
    order_id integer NOT NULL REFERENCES orders (id) ON DELETE CASCADE
);
