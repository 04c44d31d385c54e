CREATE TABLE comments (id int PRIMARY KEY, user_id int REFERENCES users /* whose ON DELETE CASCADE);
CREATE TABLE likes (id int PRIMARY KEY, user_id int REFERENCES users);
