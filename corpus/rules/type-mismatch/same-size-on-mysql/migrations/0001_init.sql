CREATE TABLE users (id INT(11) NOT NULL, name VARCHAR(40) NOT NULL, PRIMARY KEY (id), UNIQUE (name));
CREATE TABLE posts (
    id INTEGER NOT NULL,
    author_id INTEGER NOT NULL,
    author_name VARCHAR(80) NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT posts_author FOREIGN KEY (author_id) REFERENCES users (id),
    CONSTRAINT posts_author_name FOREIGN KEY (author_name) REFERENCES users (name)
);
