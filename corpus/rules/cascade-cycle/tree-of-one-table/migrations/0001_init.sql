CREATE TABLE folders (id integer PRIMARY KEY, folder_id integer REFERENCES folders (id) ON DELETE CASCADE);
CREATE TABLE files (id integer PRIMARY KEY, folder_id integer NOT NULL REFERENCES folders (id) ON DELETE CASCADE);
