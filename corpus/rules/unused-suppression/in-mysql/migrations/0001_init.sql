CREATE TABLE `users` (`id` INT UNSIGNED NOT NULL, PRIMARY KEY (`id`)) ENGINE=InnoDB;
CREATE TABLE `posts` (
    `id` INT UNSIGNED NOT NULL,
    `author_id` INT UNSIGNED NOT NULL,
    `editor_id` INT UNSIGNED,
    PRIMARY KEY (`id`),
    CONSTRAINT `posts_author` FOREIGN KEY (`author_id`) REFERENCES `users` (`id`), # referee: ignore[forbidden-action] posts stay
    CONSTRAINT `posts_editor` FOREIGN KEY (`editor_id`) REFERENCES `users` (`id`) ON DELETE CASCADE # referee: ignore[forbidden-action] no -- expect: unused-suppression
) ENGINE=InnoDB;
# referee: ignore[forbidden-action] notes stay as well, expect: unused-suppression
ALTER TABLE `posts` ADD COLUMN `note_id` INT UNSIGNED; # ends its statement, as the comment above says
#referee: ignore[forbidden-action] and so do these
ALTER TABLE `posts`
    ADD CONSTRAINT `posts_note` FOREIGN KEY (`note_id`) REFERENCES `posts` (`id`);
