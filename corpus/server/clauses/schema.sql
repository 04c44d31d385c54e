CREATE TABLE houses (id serial PRIMARY KEY);
CREATE TABLE rooms (
    house integer NOT NULL REFERENCES houses,
    number integer NOT NULL,
    PRIMARY KEY (house, number)
);
CREATE TABLE stays (
    id bigint PRIMARY KEY,
    house integer,
    number integer,
    before bigint REFERENCES stays (id) ON DELETE CASCADE DEFERRABLE,
    watched integer REFERENCES houses (id) ON DELETE CASCADE NOT ENFORCED,
    CONSTRAINT stays_room FOREIGN KEY (house, number) REFERENCES rooms ON UPDATE CASCADE ON DELETE SET NULL (number)
);
ALTER TABLE stays ADD FOREIGN KEY (house) REFERENCES houses (id) NOT VALID;
