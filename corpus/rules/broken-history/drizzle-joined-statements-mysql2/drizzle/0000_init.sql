CREATE TABLE `boats` (
	`id` int NOT NULL,
	`name` varchar(80) NOT NULL,
	CONSTRAINT `boats_id` PRIMARY KEY(`id`)
);
CREATE TABLE `moorings` ( -- expect: broken-history
	`id` int NOT NULL,
	`boat_id` int,
	CONSTRAINT `moorings_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
ALTER TABLE `moorings` ADD CONSTRAINT `moorings_boat_id_boats_id_fk` FOREIGN KEY (`boat_id`) REFERENCES `boats`(`id`) ON DELETE set null ON UPDATE no action;
