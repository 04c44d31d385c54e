CREATE TABLE `flags` (`id` int PRIMARY KEY) ENGINE=InnoDB;
CREATE TABLE `rules` (
    `id` int PRIMARY KEY,
    `flag_id` int,
    FOREIGN KEY (`flag_id`) REFERENCES `flags` (`id`) ON DELETE CASCADE
) ENGINE=InnoDB;
