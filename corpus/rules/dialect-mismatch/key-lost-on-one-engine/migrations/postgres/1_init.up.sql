CREATE TABLE flags (id integer PRIMARY KEY);
CREATE TABLE rules (id integer PRIMARY KEY, flag_id integer REFERENCES flags (id) ON DELETE CASCADE);
