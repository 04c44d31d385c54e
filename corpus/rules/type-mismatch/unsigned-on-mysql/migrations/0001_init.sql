CREATE TABLE users (id INT UNSIGNED NOT NULL AUTO_INCREMENT, PRIMARY KEY (id)) ENGINE=InnoDB;
CREATE TABLE posts (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT,
    author_id INT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT posts_author FOREIGN KEY (author_id) REFERENCES users (id) -- expect: type-mismatch
) ENGINE=InnoDB;
