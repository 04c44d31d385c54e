CREATE SCHEMA billing;
CREATE TABLE "Customer" (id bigint PRIMARY KEY);
CREATE TABLE billing.plans (id bigint PRIMARY KEY);
CREATE TABLE billing.subscriptions (id bigint PRIMARY KEY, plan_id bigint NOT NULL REFERENCES billing.plans (id), customer_id bigint REFERENCES "Customer" (id) ON DELETE SET NULL);
