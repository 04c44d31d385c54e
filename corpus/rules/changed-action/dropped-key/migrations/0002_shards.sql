ALTER TABLE orders DROP CONSTRAINT orders_tenant_id_fkey; -- expect: changed-action
-- The column goes, and the foreign key with it: nothing is left that could be orphaned.
ALTER TABLE parcels DROP COLUMN order_id;
