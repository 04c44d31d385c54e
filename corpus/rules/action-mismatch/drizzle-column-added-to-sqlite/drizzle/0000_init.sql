CREATE TABLE `boats` (
	`id` integer PRIMARY KEY NOT NULL,
	`name` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `moorings` (
	`id` integer PRIMARY KEY NOT NULL,
	`berth` text NOT NULL
);
