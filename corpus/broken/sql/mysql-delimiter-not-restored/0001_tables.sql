CREATE TABLE `users` (`id` int PRIMARY KEY) ENGINE=InnoDB;
DELIMITER //
CREATE TRIGGER stamp BEFORE INSERT ON `users` FOR EACH ROW BEGIN SET NEW.id = 1; END//
CREATE TABLE `posts` (`id` int PRIMARY KEY, `user_id` int, FOREIGN KEY (`user_id`) REFERENCES `users` (`id`)) ENGINE=InnoDB;
ALTER TABLE `posts` ADD COLUMN `title` text;
