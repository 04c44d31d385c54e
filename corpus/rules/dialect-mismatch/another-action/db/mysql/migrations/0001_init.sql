CREATE TABLE `apps` (`id` int PRIMARY KEY) ENGINE=InnoDB;
CREATE TABLE `integrations` (
    `id` int PRIMARY KEY,
    `app_id` int,
    FOREIGN KEY (`app_id`) REFERENCES `apps` (`id`) ON DELETE SET NULL
) ENGINE=InnoDB;
