SET CLUSTER SETTING sql.defaults.serial_normalization = 'rowid';
CREATE DATABASE IF NOT EXISTS app;
USE app;
CREATE TYPE IF NOT EXISTS status AS ENUM ('open', 'closed');
CREATE TABLE users (
  id UUID NOT NULL DEFAULT gen_random_uuid(),
  email STRING(320) NOT NULL,
  name STRING COLLATE en_US_u_ks_level2,
  n INT DEFAULT unique_rowid(),
  small INT2, big INT8, ser SERIAL, bytes BYTES, tags STRING[], arr INT ARRAY, doc JSONB, addr INET, at TIMESTAMPTZ(3) NOT VISIBLE DEFAULT now() ON UPDATE now(),
  lower_email STRING AS (lower(email)) STORED, virt STRING AS (lower(name)) VIRTUAL,
  crdb_region crdb_internal_region NOT VISIBLE NOT NULL DEFAULT default_to_database_primary_region(gateway_region())::crdb_internal_region,
  CONSTRAINT "primary" PRIMARY KEY (id ASC),
  UNIQUE INDEX users_email_key (email ASC) STORING (name, n),
  INDEX (n) USING HASH WITH BUCKET_COUNT = 8,
  INDEX by_at (at DESC) INTERLEAVE IN PARENT other (at),
  INVERTED INDEX docs (doc),
  FAMILY "primary" (id, email), FAMILY rest (name, n), FAMILY (small)
) LOCALITY REGIONAL BY ROW;
CREATE TABLE IF NOT EXISTS public.orders (
  id INT8 NOT NULL PRIMARY KEY USING HASH WITH (bucket_count = 8) DEFAULT unique_rowid(),
  user_id UUID REFERENCES users (id) ON DELETE CASCADE CREATE FAMILY fam,
  editor UUID NULL CREATE IF NOT EXISTS FAMILY fam REFERENCES users ON UPDATE CASCADE,
  email STRING NOT NULL FAMILY rest CONSTRAINT named REFERENCES users (email) ON DELETE SET NULL,
  CONSTRAINT order_fk FOREIGN KEY (editor, email) REFERENCES users (id, email) MATCH FULL ON DELETE SET DEFAULT ON UPDATE RESTRICT,
  INDEX orders_user (user_id) STORING (email), UNIQUE (user_id, email), UNIQUE WITHOUT INDEX (email), CHECK (id > 0)
) WITH (ttl_expire_after = '90 days', exclude_data_from_backup = true);
CREATE TABLE copies AS SELECT * FROM orders;
CREATE TABLE copies2 (id PRIMARY KEY, email) AS SELECT id, email FROM orders;
CREATE INVERTED INDEX ON users (doc);
CREATE INDEX IF NOT EXISTS ON orders (editor) STORING (email) WITH (fillfactor = 70);
CREATE UNIQUE INDEX orders_u ON orders (user_id) USING HASH;
