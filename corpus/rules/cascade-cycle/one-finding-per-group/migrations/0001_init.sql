CREATE TABLE teams (id integer PRIMARY KEY, lead_id integer NOT NULL);
CREATE TABLE members (id integer PRIMARY KEY, team_id integer NOT NULL REFERENCES teams (id) ON DELETE CASCADE);
ALTER TABLE teams ADD FOREIGN KEY (lead_id) REFERENCES members (id) ON DELETE CASCADE; -- expect: cascade-cycle
CREATE TABLE plans (id integer PRIMARY KEY, member_id integer NOT NULL REFERENCES members (id) ON DELETE CASCADE);
-- The longer way round: once the shorter circle is broken this one is told.
ALTER TABLE teams ADD COLUMN plan_id integer REFERENCES plans (id) ON DELETE CASCADE;
