CREATE TABLE `users` (`id` int PRIMARY KEY) ENGINE=InnoDB;
CREATE TABLE `posts` (`id` int PRIMARY KEY, `user_id` int) ENGINE=InnoDB;
DELIMITER //
CREATE PROCEDURE `never`()
BEGIN
  DROP TABLE `users`;
END//
CREATE PROCEDURE `upgrade`()
BEGIN
  DECLARE found INT DEFAULT 0;
  DECLARE CONTINUE HANDLER FOR 1061 BEGIN END;
  SELECT COUNT(*) INTO found FROM information_schema.table_constraints WHERE constraint_schema = DATABASE() AND table_name = 'posts' AND constraint_name = 'posts_user';
  IF found = 0 THEN
    ALTER TABLE `posts` ADD CONSTRAINT `posts_user` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE;
  END IF;
  IF NOT EXISTS (SELECT * FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'posts' AND column_name = 'editor_id') THEN
    ALTER TABLE `posts` ADD COLUMN `editor_id` int, ADD FOREIGN KEY (`editor_id`) REFERENCES `users` (`id`);
  END IF;
END//
CREATE TRIGGER `stamp` BEFORE INSERT ON `users` FOR EACH ROW BEGIN SET NEW.`id` = 1; END//
DELIMITER ;
CALL `upgrade`();
CALL `upgrade`();
DROP PROCEDURE `upgrade`;
ALTER TABLE `posts` ADD COLUMN `reader_id` int, ADD FOREIGN KEY (`reader_id`) REFERENCES `users` (`id`);
