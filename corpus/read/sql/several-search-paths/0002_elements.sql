-- Elements of CREATE SCHEMA are made in it, whatever the order.
CREATE SCHEMA shop
    CREATE TABLE items (id integer PRIMARY KEY)
    CREATE TABLE parts (item_id integer REFERENCES items ON DELETE CASCADE)
    CREATE INDEX ON parts (item_id);
CREATE TABLE items (id integer PRIMARY KEY, twin integer REFERENCES shop.items);
DROP TABLE IF EXISTS parts;
