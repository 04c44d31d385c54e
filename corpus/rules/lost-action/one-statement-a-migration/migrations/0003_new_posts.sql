CREATE TABLE _posts_tmp (id integer PRIMARY KEY AUTOINCREMENT, author_id integer NOT NULL); -- expect: lost-action
