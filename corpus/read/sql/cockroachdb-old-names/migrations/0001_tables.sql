CREATE TABLE users (id UUID PRIMARY KEY, tenant INT8, UNIQUE (tenant, id));
CREATE TABLE orders (
  id INT8 PRIMARY KEY,
  user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  other_id UUID REFERENCES users (id),
  tenant INT8,
  FOREIGN KEY (tenant, user_id) REFERENCES users (tenant, id)
);
ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users (id);
-- Written for the names that version gave.
ALTER TABLE orders DROP CONSTRAINT fk_other_id_ref_users;
ALTER TABLE orders DROP CONSTRAINT "primary", ADD CONSTRAINT "primary" PRIMARY KEY (id, user_id);
