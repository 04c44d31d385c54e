CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE calendars (id integer PRIMARY KEY, owner_id integer NOT NULL REFERENCES users (id) ON DELETE CASCADE);
CREATE TABLE events (id integer PRIMARY KEY, calendar_id integer NOT NULL REFERENCES calendars (id) ON DELETE CASCADE);
CREATE TABLE invoices (
    id integer PRIMARY KEY,
    event_id integer REFERENCES events (id) ON DELETE RESTRICT -- expect: unerasable-row
);
