-- Berths; one line each.
CREATE TABLE `boats` (
	`id` integer PRIMARY KEY NOT NULL,
	`name` text NOT NULL
);
CREATE TABLE `moorings` ( -- expect: broken-history
	`id` integer PRIMARY KEY NOT NULL,
	`berth` text NOT NULL
);
