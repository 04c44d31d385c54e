# a comment ; that ends nothing
CREATE TABLE accounts (
  id int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
  code varchar(20) UNIQUE,
  kind enum('x','y') DEFAULT 'x'
) ENGINE=InnoDB COMMENT='names; and REFERENCES accounts (id)';
-- Inline clauses and table constraints share one count; an index name names the constraint where nothing else does.
CREATE TABLE nodes (
  id bigint PRIMARY KEY,
  account_id int unsigned NULL REFERENCES accounts (id) ON DELETE CASCADE,
  parent_id bigint,
  code varchar(20),
  KEY (parent_id),
  note text,
  FULLTEXT KEY words (note),
  CONSTRAINT FOREIGN KEY (parent_id) REFERENCES nodes (id) ON DELETE SET NULL,
  FOREIGN KEY idx_code (code) REFERENCES accounts (code) MATCH SIMPLE ON UPDATE CASCADE,
  CONSTRAINT `named` FOREIGN KEY `ignored_index` (account_id) REFERENCES accounts (id) ON DELETE RESTRICT ON UPDATE NO ACTION
);
-- Copies have no foreign keys.
CREATE TABLE copied LIKE nodes;
CREATE TABLE selected (extra int) SELECT id, account_id FROM nodes;
-- Only InnoDB keeps foreign keys.
CREATE TABLE logs (id int PRIMARY KEY, account_id int unsigned, FOREIGN KEY (account_id) REFERENCES accounts (id)) ENGINE=MyISAM;
-- SET DEFAULT is dropped in silence.
CREATE TABLE defaults (id int PRIMARY KEY, account_id int unsigned DEFAULT 1, FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE SET DEFAULT);
CREATE TABLE orders (id int, version int, PRIMARY KEY (id, version));
CREATE TABLE positions (
  id int PRIMARY KEY,
  order_id int,
  order_version int,
  FOREIGN KEY (order_id, order_version) REFERENCES orders (id, version) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE TABLE IF NOT EXISTS orders (id int, other int REFERENCES accounts (id));
CREATE TEMPORARY TABLE scratch (id int, account_id int unsigned);
