CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE boards (id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES users (id) ON DELETE CASCADE);
CREATE TABLE tokens (id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES users (id) ON DELETE CASCADE);
CREATE TABLE cards (id integer PRIMARY KEY, board_id integer NOT NULL REFERENCES boards (id) ON DELETE CASCADE);
CREATE TABLE votes (id integer PRIMARY KEY, card_id integer NOT NULL REFERENCES cards (id) ON DELETE CASCADE);
CREATE TABLE links (id integer PRIMARY KEY, card_id integer REFERENCES cards (id) ON DELETE SET NULL);
CREATE TABLE files (
    id integer PRIMARY KEY,
    card_id integer NOT NULL REFERENCES cards (id),
    board_id integer NOT NULL REFERENCES boards (id) ON DELETE CASCADE
);
