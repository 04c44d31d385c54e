CREATE TABLE `users` (`id` int PRIMARY KEY) ENGINE=InnoDB;
CREATE TABLE `posts` (`id` int PRIMARY KEY, `user_id` int REFERENCES `users` (`id`) ON DELETE CASCADE, `editor_id` int, FOREIGN KEY `by_editor` (`editor_id`) REFERENCES `users` (`id`));
ALTER TABLE `posts` ADD COLUMN `reader_id` int REFERENCES `users` (`id`);
