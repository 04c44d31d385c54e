CREATE TABLE audit_entries (id bigint PRIMARY KEY, account_id bigint NOT NULL);
ALTER TABLE audit_entries ADD CONSTRAINT audit_account FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE NOT VALID;
ALTER TABLE invoices ALTER COLUMN account_id SET NOT NULL;
