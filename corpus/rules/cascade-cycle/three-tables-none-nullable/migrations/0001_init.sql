CREATE TABLE forms (id integer PRIMARY KEY, flow_id integer NOT NULL);
CREATE TABLE steps (id integer PRIMARY KEY, form_id integer NOT NULL REFERENCES forms (id) ON DELETE CASCADE);
CREATE TABLE flows (id integer PRIMARY KEY, step_id integer NOT NULL REFERENCES steps (id) ON DELETE CASCADE);
ALTER TABLE forms ADD FOREIGN KEY (flow_id) REFERENCES flows (id) ON DELETE CASCADE; -- expect: cascade-cycle
