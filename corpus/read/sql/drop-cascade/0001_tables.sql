CREATE TABLE users (id integer PRIMARY KEY, email text UNIQUE, tag text, CONSTRAINT users_tag UNIQUE (tag));
CREATE UNIQUE INDEX users_pair ON users (id, tag);
CREATE TABLE a (user_id integer REFERENCES users, email text REFERENCES users (email), tag text REFERENCES users (tag));
CREATE TABLE b (user_id integer, tag text, FOREIGN KEY (user_id, tag) REFERENCES users (id, tag), other integer REFERENCES users (id));
CREATE TABLE teams (id integer PRIMARY KEY);
CREATE TABLE members (team_id integer REFERENCES teams, user_id integer REFERENCES users, PRIMARY KEY (team_id, user_id));
CREATE TABLE notes (team_id integer, user_id integer, FOREIGN KEY (team_id, user_id) REFERENCES members);
