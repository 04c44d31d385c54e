CREATE TABLE `users` (`id` int PRIMARY KEY) ENGINE=InnoDB;
CREATE TABLE `posts` (`id` int PRIMARY KEY, `user_id` int, CONSTRAINT `posts_user` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`)) ENGINE=InnoDB;
