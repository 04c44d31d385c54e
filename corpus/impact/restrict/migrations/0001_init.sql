CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE carts (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customers (id) ON DELETE CASCADE);
CREATE TABLE invoices (
    id bigint PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES customers (id) ON DELETE RESTRICT,
    cart_id bigint REFERENCES carts (id)
);
