CREATE TABLE members (id integer PRIMARY KEY, case_id integer);
CREATE TABLE cases (
    id integer PRIMARY KEY,
    assignee_id integer REFERENCES members (id) ON DELETE CASCADE -- expect: cascade-cycle
);
ALTER TABLE members ADD FOREIGN KEY (case_id) REFERENCES cases (id) ON DELETE CASCADE;
