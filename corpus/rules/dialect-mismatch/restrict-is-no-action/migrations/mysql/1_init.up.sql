CREATE TABLE `Users` (`id` int PRIMARY KEY) ENGINE=InnoDB;
CREATE TABLE `posts` (
    `id` int PRIMARY KEY,
    `author_id` int,
    FOREIGN KEY (`author_id`) REFERENCES `Users` (`id`) ON DELETE RESTRICT
) ENGINE=InnoDB;
