CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE orders (id integer PRIMARY KEY, buyer_id integer REFERENCES users (id) ON DELETE SET NULL); -- expect: grown-impact, set-null-on-not-null, unerasable-row
