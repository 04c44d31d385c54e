CREATE TABLE a (id integer PRIMARY KEY);
-- café
CREATE TABLE b (a_id integer REFERENCES a);
