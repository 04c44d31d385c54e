CREATE TABLE accounts (id integer PRIMARY KEY, archived_at timestamptz);
CREATE TABLE boards (id integer PRIMARY KEY, archived_at timestamptz, account_id integer NOT NULL REFERENCES accounts ON DELETE CASCADE);
CREATE TABLE lists (id integer PRIMARY KEY, archived_at timestamptz, board_id integer NOT NULL REFERENCES boards ON DELETE CASCADE);
CREATE TABLE cards (id integer PRIMARY KEY, archived_at timestamptz, list_id integer NOT NULL REFERENCES lists ON DELETE CASCADE);
CREATE TABLE notes (id integer PRIMARY KEY, archived_at timestamptz, card_id integer NOT NULL REFERENCES cards ON DELETE RESTRICT);
CREATE TABLE files (id integer PRIMARY KEY, archived_at timestamptz, card_id integer REFERENCES cards ON DELETE SET NULL);
