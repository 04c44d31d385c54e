CREATE TABLE flags (id integer PRIMARY KEY);
CREATE TABLE rules (id integer PRIMARY KEY, flag_id integer REFERENCES flags (id) ON DELETE CASCADE); -- expect: dialect-mismatch
CREATE TABLE logs (id integer PRIMARY KEY, flag_id integer REFERENCES flags (id));
