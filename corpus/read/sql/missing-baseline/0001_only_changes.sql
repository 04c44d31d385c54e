-- Nobody creates these tables: the history started on a database that was there.
ALTER TABLE orders ADD CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE RESTRICT;
ALTER TABLE profiles ADD COLUMN user_id uuid REFERENCES auth.users (id) ON DELETE CASCADE;
