CREATE TABLE notes (id integer PRIMARY KEY, post_id integer NOT NULL REFERENCES posts (id) ON DELETE RESTRICT);
