CREATE TABLE vendors (id bigint PRIMARY KEY);
CREATE TABLE parts (id bigint PRIMARY KEY, vendor_id bigint REFERENCES vendors (id) ON DELETE SET NULL);
CREATE TABLE prices (
    id bigint PRIMARY KEY,
    vendor_id bigint NOT NULL REFERENCES vendors (id) ON DELETE SET NULL,
    currency_vendor_id bigint NOT NULL REFERENCES vendors (id) ON DELETE SET DEFAULT
);
