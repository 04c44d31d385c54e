CREATE TABLE `halls` (
	`id` int AUTO_INCREMENT NOT NULL,
	`code` varchar(16) NOT NULL,
	CONSTRAINT `halls_id` PRIMARY KEY(`id`),
	CONSTRAINT `halls_code_unique` UNIQUE(`code`)
);
--> statement-breakpoint
CREATE TABLE `seats` (
	`hall_id` int NOT NULL,
	`number` int NOT NULL,
	`wheelchair` boolean DEFAULT false,
	CONSTRAINT `seats_hall_id_number_pk` PRIMARY KEY(`hall_id`,`number`)
);
--> statement-breakpoint
CREATE TABLE `tickets` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`hall_id` int,
	`seat` int,
	CONSTRAINT `tickets_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
ALTER TABLE `seats` ADD CONSTRAINT `seats_hall_id_halls_id_fk` FOREIGN KEY (`hall_id`) REFERENCES `halls`(`id`) ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE `tickets` ADD CONSTRAINT `tickets_seat` FOREIGN KEY (`hall_id`,`seat`) REFERENCES `seats`(`hall_id`,`number`) ON DELETE restrict ON UPDATE cascade;--> statement-breakpoint
CREATE INDEX `tickets_hall_idx` ON `tickets` (`hall_id`);