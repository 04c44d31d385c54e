CREATE TABLE users (id integer PRIMARY KEY, name text);
COPY users FROM stdin;
1	CREATE TABLE no (id integer);
2	it's "half $$ quoted
3	\\.\tnot the end
4	/* open
\.
COPY users (id, name) FROM STDIN WITH (FORMAT csv, HEADER);
id,name
5,"ALTER TABLE users DROP COLUMN name;"
6,"
DROP TABLE users;
"
\.
COPY (SELECT 1) TO STDOUT;
CREATE TABLE posts (user_id integer REFERENCES users ON DELETE CASCADE);
copy posts from stdin;
\.
ALTER TABLE posts ADD COLUMN editor_id integer REFERENCES users;
