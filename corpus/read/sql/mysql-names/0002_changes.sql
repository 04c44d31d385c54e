ALTER TABLE `posts` DROP FOREIGN KEY `posts_ibfk_1`;
ALTER TABLE `posts` MODIFY `user_id` int unsigned NOT NULL, ADD FOREIGN KEY (`user_id`) REFERENCES `users` (`id`);
RENAME TABLE `posts` TO `articles`;
