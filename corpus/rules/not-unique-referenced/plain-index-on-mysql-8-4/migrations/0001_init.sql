CREATE TABLE `users` (`id` int PRIMARY KEY, `email` varchar(190) NOT NULL, KEY `email` (`email`)) ENGINE=InnoDB;
CREATE TABLE `logins` (
    `id` int PRIMARY KEY,
    `email` varchar(190) NOT NULL,
    FOREIGN KEY (`email`) REFERENCES `users` (`email`) -- expect: not-unique-referenced
) ENGINE=InnoDB;
