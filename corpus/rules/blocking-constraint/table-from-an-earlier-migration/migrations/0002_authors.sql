CREATE TABLE teams (id integer PRIMARY KEY);
ALTER TABLE posts ADD FOREIGN KEY (author_id) REFERENCES users (id); -- expect: blocking-constraint
ALTER TABLE posts ADD COLUMN team_id integer DEFAULT 1 REFERENCES teams (id); -- expect: blocking-constraint
