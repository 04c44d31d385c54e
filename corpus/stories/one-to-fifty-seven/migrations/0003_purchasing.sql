CREATE TABLE purchase_orders (
    id text PRIMARY KEY,
    workspace_id text NOT NULL,
    vendor_id text,
    number text NOT NULL
);

CREATE TABLE purchase_order_lines (
    id text PRIMARY KEY,
    purchase_order_id text NOT NULL,
    cents bigint NOT NULL
);

CREATE TABLE invoices (
    id text PRIMARY KEY,
    workspace_id text NOT NULL,
    vendor_id text,
    document_id text NOT NULL
);

CREATE TABLE invoice_lines (
    id text PRIMARY KEY,
    invoice_id text NOT NULL,
    purchase_order_line_id text NOT NULL,
    cents bigint NOT NULL
);

CREATE TABLE payments (
    id text PRIMARY KEY,
    workspace_id text NOT NULL,
    invoice_id text NOT NULL,
    released_by uuid
);

CREATE TABLE budgets (
    id text PRIMARY KEY,
    workspace_id text NOT NULL,
    cents bigint NOT NULL
);

CREATE TABLE budget_lines (
    id text PRIMARY KEY,
    budget_id text NOT NULL,
    vendor_id text,
    cents bigint NOT NULL
);
