CREATE TABLE `users` (`id` int PRIMARY KEY) ENGINE=InnoDB;
-- InnoDB makes an index where none begins with the columns.
CREATE TABLE `served` (`id` int PRIMARY KEY, `user_id` int, `at` int, KEY `user_at` (`user_id`, `at`), FOREIGN KEY (`user_id`) REFERENCES `users` (`id`));
CREATE TABLE `made` (`id` int PRIMARY KEY, `user_id` int, FOREIGN KEY (`user_id`) REFERENCES `users` (`id`));
CREATE TABLE `named` (`id` int PRIMARY KEY, `user_id` int, CONSTRAINT `named_user` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`));
CREATE TABLE `replaced` (`id` int PRIMARY KEY, `user_id` int, CONSTRAINT `replaced_user` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`));
-- A later index takes its place, and it stays when the foreign key goes.
ALTER TABLE `replaced` ADD KEY `by_user` (`user_id`);
ALTER TABLE `named` DROP FOREIGN KEY `named_user`;
ALTER TABLE `made` DROP FOREIGN KEY `made_ibfk_1`, DROP INDEX `user_id`;
