ALTER TABLE audit_entries VALIDATE CONSTRAINT audit_account;
ALTER TABLE invoices DROP CONSTRAINT invoices_payer;
ALTER TABLE accounts RENAME TO members;
