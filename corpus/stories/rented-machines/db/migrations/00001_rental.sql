-- +goose Up
-- Nothing is deleted here: `retired_on` says since when a row is no longer in use.
CREATE TABLE depots (
    id bigint PRIMARY KEY,
    name text NOT NULL,
    retired_on date
);

CREATE TABLE customers (
    id bigint PRIMARY KEY,
    name text NOT NULL,
    retired_on date
);

CREATE TABLE customer_contacts (
    id bigint PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES customers (id) ON DELETE RESTRICT,
    phone text NOT NULL,
    retired_on date
);

CREATE TABLE machines (
    id bigint PRIMARY KEY,
    depot_id bigint NOT NULL REFERENCES depots (id) ON DELETE RESTRICT,
    successor_id bigint REFERENCES machines (id) ON DELETE SET NULL,
    label text NOT NULL,
    retired_on date
);

-- +goose Down
DROP TABLE machines, customer_contacts, customers, depots;
