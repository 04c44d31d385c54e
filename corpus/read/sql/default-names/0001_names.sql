-- Names that PostgreSQL gives to unnamed constraints: collisions get a number over the whole schema, long names are cut in two parts.
CREATE TABLE owners (id integer PRIMARY KEY, code text UNIQUE);

CREATE TABLE a (b_c integer REFERENCES owners (id));
CREATE TABLE a_b (c integer REFERENCES owners (id));

CREATE TABLE taken (
    x integer,
    CONSTRAINT taken_x_fkey CHECK (x > 0),
    FOREIGN KEY (x) REFERENCES owners (id)
);

CREATE TABLE twice (
    x integer REFERENCES owners (id),
    FOREIGN KEY (x) REFERENCES owners (id) ON DELETE CASCADE,
    CONSTRAINT twice_x_fkey2 FOREIGN KEY (x) REFERENCES owners (id)
);

CREATE TABLE a_very_long_table_name_that_is_long_enough_to_be_cut (
    a_really_quite_long_column_name_that_is_cut_as_well integer REFERENCES owners (id)
);
