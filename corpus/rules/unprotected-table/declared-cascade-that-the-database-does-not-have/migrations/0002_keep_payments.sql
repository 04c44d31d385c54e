ALTER TABLE payments
    DROP CONSTRAINT payments_order_id_fkey,
    ADD CONSTRAINT payments_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE RESTRICT NOT VALID;
