CREATE TABLE teams (id bigint PRIMARY KEY, lead_id bigint);
CREATE TABLE employees (id bigint PRIMARY KEY, team_id bigint NOT NULL REFERENCES teams (id) ON DELETE CASCADE);
CREATE TABLE badges (id bigint PRIMARY KEY, employee_id bigint NOT NULL REFERENCES employees (id) ON DELETE CASCADE);
ALTER TABLE teams ADD CONSTRAINT teams_lead_fkey FOREIGN KEY (lead_id) REFERENCES employees (id) ON DELETE CASCADE;
