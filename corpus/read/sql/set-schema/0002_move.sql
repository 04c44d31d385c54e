-- References follow the table; names are unique within each schema.
ALTER TABLE app.users SET SCHEMA public;
ALTER TABLE app.posts SET SCHEMA public;
ALTER TYPE app.level SET SCHEMA public;
CREATE TABLE app.posts (id integer PRIMARY KEY, user_id integer REFERENCES users);
ALTER TABLE archive.posts RENAME TO old_posts;
ALTER TABLE archive.old_posts SET SCHEMA app;
ALTER TABLE IF EXISTS archive.nothing SET SCHEMA app;
ALTER SCHEMA archive RENAME TO attic;
CREATE TABLE attic.notes (post_id integer REFERENCES app.old_posts);
