CREATE TABLE users (id int PRIMARY KEY);

CREATE TABLE posts (
  id int PRIMARY KEY,
  user_id int REFERENCES users ON DELETE CASCADE
);

ALTER TABLE posts ADD COLUMN title text DEFAULT 'no end;

ALTER TABLE posts ADD COLUMN editor_id int REFERENCES users;

INSERT INTO users VALUES (1);
