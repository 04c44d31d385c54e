CREATE TABLE `apps` (`id` integer PRIMARY KEY AUTOINCREMENT);
CREATE TABLE `integrations` (`id` integer PRIMARY KEY AUTOINCREMENT, `app_id` integer);
