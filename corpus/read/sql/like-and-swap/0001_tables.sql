-- LIKE copies no foreign key; keys come with INDEXES and have new names.
CREATE TABLE users (id bigserial PRIMARY KEY, email varchar(80) NOT NULL UNIQUE, note text DEFAULT 'x');
CREATE TABLE posts (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE);
CREATE TABLE plain (LIKE users);
CREATE TABLE keyed (LIKE users INCLUDING INDEXES EXCLUDING DEFAULTS, extra integer REFERENCES users);
CREATE TABLE all_but (LIKE users INCLUDING ALL EXCLUDING INDEXES);
CREATE TABLE child (keyed_id bigint REFERENCES keyed, keyed_email varchar(80) REFERENCES keyed (email));
