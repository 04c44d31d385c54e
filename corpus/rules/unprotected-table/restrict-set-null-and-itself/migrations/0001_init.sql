CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE teams (id integer PRIMARY KEY, owner_id integer NOT NULL REFERENCES users (id) ON DELETE CASCADE);
CREATE TABLE orders (id integer PRIMARY KEY, team_id integer NOT NULL REFERENCES teams (id) ON DELETE CASCADE);
CREATE TABLE payments (
    id integer PRIMARY KEY,
    order_id integer NOT NULL REFERENCES orders (id) ON DELETE RESTRICT,
    user_id integer REFERENCES users (id) ON DELETE SET NULL,
    refund_of integer REFERENCES payments (id) ON DELETE CASCADE
);
CREATE TABLE credit_ledger (id integer PRIMARY KEY, payment_id integer REFERENCES payments (id));
CREATE TABLE receipts (id integer PRIMARY KEY, payment_id integer REFERENCES payments (id) ON DELETE CASCADE);
