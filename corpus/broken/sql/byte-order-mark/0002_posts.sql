-- with a comment first
CREATE TABLE posts (id int PRIMARY KEY, user_id int REFERENCES users);
﻿CREATE TABLE likes (id int PRIMARY KEY, user_id int REFERENCES users ON DELETE CASCADE);
