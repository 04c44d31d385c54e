CREATE TABLE `authors` (`id` int NOT NULL PRIMARY KEY);
