CREATE TABLE posts (id integer PRIMARY KEY); -- expect: broken-history
