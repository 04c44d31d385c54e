CREATE TABLE accounts (id integer PRIMARY KEY, archived_at timestamptz);
CREATE TABLE boards (id integer PRIMARY KEY, archived_at timestamptz, account_id integer NOT NULL REFERENCES accounts ON DELETE RESTRICT);
CREATE TABLE lists (id integer PRIMARY KEY, archived_at timestamptz, board_id integer NOT NULL REFERENCES boards ON DELETE RESTRICT);
CREATE TABLE cards (id integer PRIMARY KEY, archived_at timestamptz, list_id integer NOT NULL REFERENCES lists ON DELETE RESTRICT);
CREATE TABLE notes (id integer PRIMARY KEY, archived_at timestamptz, card_id integer NOT NULL REFERENCES cards ON DELETE CASCADE);
CREATE TABLE files (id integer PRIMARY KEY, archived_at timestamptz, card_id integer REFERENCES cards ON DELETE SET NULL);
