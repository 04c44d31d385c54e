-- +goose Up
CREATE TABLE contracts (
    id bigint PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES customers (id) ON DELETE RESTRICT,
    machine_id bigint NOT NULL,
    retired_on date,
    CONSTRAINT contracts_machine FOREIGN KEY (machine_id) REFERENCES machines (id) ON DELETE RESTRICT
);

-- A part of its contract, without a life of its own.
CREATE TABLE contract_days (
    contract_id bigint NOT NULL REFERENCES contracts (id) ON DELETE CASCADE,
    day date NOT NULL,
    PRIMARY KEY (contract_id, day)
);

CREATE TABLE deliveries (
    id bigint PRIMARY KEY,
    contract_id bigint NOT NULL REFERENCES contracts (id) ON DELETE RESTRICT,
    depot_id bigint NOT NULL REFERENCES depots (id) ON DELETE RESTRICT,
    retired_on date
);

-- The one who wrote this thought of a DELETE that nobody runs; the rows are marked like all others.
CREATE TABLE damages (
    id bigint PRIMARY KEY,
    machine_id bigint NOT NULL REFERENCES machines (id) ON DELETE CASCADE, -- expect: cascade-into-soft-deleted
    delivery_id bigint REFERENCES deliveries (id) ON DELETE SET NULL,
    retired_on date
);

CREATE TABLE damage_photos (
    id bigint PRIMARY KEY,
    damage_id bigint NOT NULL REFERENCES damages (id) ON DELETE CASCADE,
    url text NOT NULL
);

CREATE TABLE reminders (
    id bigint PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES customers (id) ON DELETE CASCADE, -- expect: forbidden-action
    due_on date NOT NULL
);

-- +goose Down
DROP TABLE reminders, damage_photos, damages, deliveries, contract_days, contracts;
