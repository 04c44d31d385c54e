CREATE TABLE `users` (`id` int PRIMARY KEY) ENGINE=InnoDB;
CREATE TABLE `posts` (
    `id` int PRIMARY KEY,
    `author_id` int NOT NULL REFERENCES `users` (`id`) ON DELETE CASCADE
) ENGINE=InnoDB;
