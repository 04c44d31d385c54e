-- +goose Up
CREATE TABLE inspections (
    id bigint PRIMARY KEY,
    machine_id bigint NOT NULL REFERENCES machines (id) ON DELETE RESTRICT,
    passed boolean NOT NULL
);

CREATE TABLE invoices (
    id bigint PRIMARY KEY,
    contract_id bigint REFERENCES contracts (id) ON DELETE SET NULL,
    customer_id bigint NOT NULL REFERENCES customers (id) ON DELETE RESTRICT,
    retired_on date
);

CREATE TABLE invoice_entries (
    id bigint PRIMARY KEY,
    invoice_id bigint NOT NULL REFERENCES invoices (id) ON DELETE RESTRICT,
    day_contract_id bigint,
    day date,
    cents bigint NOT NULL,
    CONSTRAINT invoice_entries_day FOREIGN KEY (day_contract_id, day) REFERENCES contract_days (contract_id, day)
        ON DELETE CASCADE -- expect: unprotected-table
);

-- +goose Down
DROP TABLE invoice_entries, invoices, inspections;
