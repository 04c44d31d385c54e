CREATE TABLE `users` (`id` text PRIMARY KEY NOT NULL, `name` text);
CREATE TABLE `posts` (
    `id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
    `user_id` text NOT NULL,
    FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
