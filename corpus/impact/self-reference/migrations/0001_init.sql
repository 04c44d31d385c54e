CREATE TABLE categories (id int PRIMARY KEY, parent_id int, FOREIGN KEY (parent_id) REFERENCES categories (id) ON DELETE CASCADE) ENGINE=InnoDB;
CREATE TABLE articles (id int PRIMARY KEY, category_id int, FOREIGN KEY (category_id) REFERENCES categories (id) ON DELETE SET NULL) ENGINE=InnoDB;
