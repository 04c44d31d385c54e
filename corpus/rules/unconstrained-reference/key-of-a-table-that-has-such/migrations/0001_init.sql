CREATE TABLE categories (key text PRIMARY KEY, label text NOT NULL);
CREATE TABLE resources (
    id integer PRIMARY KEY,
    category_key text NOT NULL -- expect: unconstrained-reference
);
CREATE INDEX resources_category_key_idx ON resources (category_key);
