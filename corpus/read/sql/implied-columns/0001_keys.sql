-- REFERENCES without columns means the primary key, wherever it is stated.
CREATE TABLE nodes (up_a integer, up_b text, b text, a integer, FOREIGN KEY (up_a, up_b) REFERENCES nodes, PRIMARY KEY (a, b));
CREATE TABLE employees (manager integer REFERENCES employees ON DELETE SET NULL, id integer PRIMARY KEY);
CREATE TABLE "Case" ("Id" uuid PRIMARY KEY, "parentId" uuid REFERENCES "Case", id uuid UNIQUE);
CREATE TABLE edges (from_a integer, from_b text, to_case uuid REFERENCES "Case" ("Id"), old uuid REFERENCES "Case" (id));
ALTER TABLE edges ADD FOREIGN KEY (from_a, from_b) REFERENCES nodes ON DELETE CASCADE;
-- The primary key changes; what references the old one must go, what comes takes the new one.
ALTER TABLE employees DROP CONSTRAINT employees_pkey CASCADE;
ALTER TABLE employees ADD COLUMN code text, ADD PRIMARY KEY (code);
CREATE TABLE badges (employee text REFERENCES employees);
