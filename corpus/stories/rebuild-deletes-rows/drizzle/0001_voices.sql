PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_pieces` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`title` text NOT NULL,
	`composer_id` integer,
	`voices` text DEFAULT 'SATB' NOT NULL,
	FOREIGN KEY (`composer_id`) REFERENCES `composers`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
INSERT INTO `__new_pieces`("id", "title", "composer_id", "voices") SELECT "id", "title", "composer_id", "voices" FROM `pieces`;--> statement-breakpoint
DROP TABLE `pieces`; -- expect: cascading-rebuild
--> statement-breakpoint
ALTER TABLE `__new_pieces` RENAME TO `pieces`;--> statement-breakpoint
PRAGMA foreign_keys=ON;