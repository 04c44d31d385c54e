CREATE TABLE users (id text PRIMARY KEY);
CREATE TABLE posts (id text PRIMARY KEY, user_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE);
CREATE TABLE accounts (
    id text PRIMARY KEY,
    user_id text NOT NULL REFERENCES users (id),
    provider_account_id text NOT NULL,
    UNIQUE (provider_account_id)
);
CREATE TABLE customers (id text PRIMARY KEY, stripe_customer_id text, slack_user_id text);
CREATE INDEX customers_stripe ON customers (stripe_customer_id);
CREATE INDEX customers_slack ON customers (slack_user_id);
