CREATE SCHEMA app;
CREATE SCHEMA archive;
CREATE TYPE app.level AS ENUM ('low', 'high');
CREATE TABLE app.users (id integer PRIMARY KEY, level app.level NOT NULL);
CREATE TABLE app.posts (id integer PRIMARY KEY, user_id integer REFERENCES app.users ON DELETE CASCADE);
CREATE TABLE archive.posts (id integer CONSTRAINT archived PRIMARY KEY, original integer REFERENCES app.posts);
