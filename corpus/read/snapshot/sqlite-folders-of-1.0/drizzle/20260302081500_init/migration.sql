CREATE TABLE `items` (
	`list_id` text NOT NULL,
	`position` integer NOT NULL,
	`moved_to` text,
	CONSTRAINT `items_pk` PRIMARY KEY(`list_id`, `position`),
	CONSTRAINT `fk_items_list_id_lists_id_fk` FOREIGN KEY (`list_id`) REFERENCES `lists`(`id`) ON DELETE CASCADE,
	CONSTRAINT `fk_items_moved_to_lists_id_fk` FOREIGN KEY (`moved_to`) REFERENCES `lists`(`id`)
);
--> statement-breakpoint
CREATE TABLE `lists` (
	`id` text PRIMARY KEY,
	`parent_id` text,
	`slug` text NOT NULL UNIQUE,
	CONSTRAINT `fk_lists_parent_id_lists_id_fk` FOREIGN KEY (`parent_id`) REFERENCES `lists`(`id`) ON DELETE CASCADE
);
--> statement-breakpoint
CREATE INDEX `items_moved_idx` ON `items` (`moved_to`);