/*!40101 SET @saved_cs_client = @@character_set_client */;
/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;
CREATE TABLE `posts` (
  `id` int NOT NULL, -- it's the key
  `user_id` int DEFAULT NULL /*!80023 COMMENT 'who' */,
  PRIMARY KEY (`id`),
  KEY `posts_user` (`user_id`) /* not a hint: it's a comment */,
  CONSTRAINT `posts_user` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) /*!40000 ON DELETE CASCADE */
) ENGINE=InnoDB;
/*!40101 CREATE TABLE `users` (`id` int NOT NULL, PRIMARY KEY (`id`)) ENGINE=InnoDB */;
/*!40000 ALTER TABLE `users` DISABLE KEYS */;
/*M!100100 CREATE TABLE `on_mariadb` (`id` int NOT NULL, `user_id` int, PRIMARY KEY (`id`), FOREIGN KEY (`user_id`) REFERENCES `users` (`id`)) ENGINE=InnoDB */;
/*!999999 CREATE TABLE `on_a_later_version` (`id` int NOT NULL) */;
/*!40014 SET FOREIGN_KEY_CHECKS=@OLD_FOREIGN_KEY_CHECKS */;
