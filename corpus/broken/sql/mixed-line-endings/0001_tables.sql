CREATE TABLE users (
  id int PRIMARY KEY
);
-- a comment that ends in a carriage return onlyCREATE TABLE tags (id int);
CREATE TABLE posts (
  id int PRIMARY KEY,
  user_id int REFERENCES users
    ON DELETE CASCADE
);ALTER TABLE posts ADD COLUMN editor_id int REFERENCES users;
