CREATE TABLE tenants (id bigint PRIMARY KEY);
CREATE TABLE accounts (
    id bigint PRIMARY KEY,
    tenant_id bigint NOT NULL REFERENCES tenants (id) ON DELETE CASCADE
);
CREATE TABLE invoices (
    id bigint PRIMARY KEY,
    account_id bigint REFERENCES accounts (id),
    payer_id bigint,
    CONSTRAINT invoices_payer FOREIGN KEY (payer_id) REFERENCES accounts (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED
);
