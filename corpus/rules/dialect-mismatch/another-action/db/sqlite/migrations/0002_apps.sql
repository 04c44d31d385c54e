DROP TABLE `integrations`;
CREATE TABLE `integrations` (`id` integer PRIMARY KEY AUTOINCREMENT);
ALTER TABLE `integrations` ADD COLUMN `app_id` integer REFERENCES `apps` (`id`); -- expect: dialect-mismatch
