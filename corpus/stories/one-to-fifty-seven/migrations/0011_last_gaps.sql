-- Not applied anywhere yet: written by looking at a laptop's database, which has columns that no migration ever made.
ALTER TABLE import_rows ADD CONSTRAINT import_rows_import_fk FOREIGN KEY (import_id) REFERENCES imports (id) ON DELETE CASCADE NOT VALID;
ALTER TABLE import_rows VALIDATE CONSTRAINT import_rows_import_fk; -- expect: validated-in-same-transaction

ALTER TABLE api_keys ADD CONSTRAINT api_keys_user_fk FOREIGN KEY (created_by) REFERENCES users (id) ON DELETE SET NULL; -- expect: dangling-reference
ALTER TABLE webhooks ADD CONSTRAINT webhooks_user_fk FOREIGN KEY (created_by) REFERENCES users (id) ON DELETE SET NULL; -- expect: dangling-reference
ALTER TABLE payments ADD COLUMN invoice_line_id text CONSTRAINT payments_line_fk
    REFERENCES invoice_lines (uid) ON DELETE CASCADE; -- expect: dangling-reference
ALTER TABLE payments ADD CONSTRAINT payments_user_fk FOREIGN KEY (released_by) REFERENCES users (id) ON DELETE SET NULL; -- expect: type-mismatch
