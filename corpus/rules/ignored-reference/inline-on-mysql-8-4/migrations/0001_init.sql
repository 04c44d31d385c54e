CREATE TABLE `users` (`id` int PRIMARY KEY) ENGINE=InnoDB;
CREATE TABLE `posts` (
    `id` int PRIMARY KEY,
    `author_id` int NOT NULL REFERENCES `users` (`id`) ON DELETE CASCADE, -- expect: ignored-reference
    `editor_id` int REFERENCES `users` (`id`)
) ENGINE=InnoDB;
ALTER TABLE `posts` ADD CONSTRAINT `posts_editor` FOREIGN KEY (`editor_id`) REFERENCES `users` (`id`) ON DELETE SET NULL;
