SET @sql = 'ALTER TABLE posts ADD COLUMN editor_id int, ADD CONSTRAINT by_text FOREIGN KEY (editor_id) REFERENCES users (id)';
PREPARE statement FROM @sql;
EXECUTE statement;
DEALLOCATE PREPARE statement;
PREPARE statement FROM 'CREATE TABLE likes (id int PRIMARY KEY, user_id int, FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE)';
EXECUTE statement;
-- The column is not there yet.
SET @there = (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'likes' AND column_name = 'post_id');
SET @sql = IF(@there = 0, 'ALTER TABLE likes ADD COLUMN post_id int, ADD CONSTRAINT likes_post FOREIGN KEY (post_id) REFERENCES posts (id)', 'SELECT 1');
PREPARE statement FROM @sql;
EXECUTE statement;
-- The foreign key is there, so the first text runs.
SET @drop = IF((SELECT true FROM information_schema.TABLE_CONSTRAINTS WHERE
    CONSTRAINT_SCHEMA = DATABASE() AND
    TABLE_NAME        = 'posts' AND
    CONSTRAINT_NAME   = 'posts_user' AND
    CONSTRAINT_TYPE   = 'FOREIGN KEY') = true,
    'ALTER TABLE posts DROP FOREIGN KEY posts_user',
    'SELECT 1');
PREPARE statement FROM @drop;
EXECUTE statement;
-- Another way to write the same question; this column is there already.
SET @tablename = 'likes';
SET @columnname = 'post_id';
SET @statement = (SELECT IF(
  (
    SELECT COUNT(*) FROM INFORMATION_SCHEMA.COLUMNS
    WHERE
      (table_name = @tablename)
      AND (table_schema = DATABASE())
      AND (column_name = @columnname)
  ) > 0,
  "SELECT 1",
  CONCAT("ALTER TABLE ", @tablename, " ADD ", @columnname, " int;")
));
PREPARE statement FROM @statement;
EXECUTE statement;
-- An index that is there.
SET @sql = IF((SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'posts' AND index_name = 'posts_user') > 0, 'ALTER TABLE posts DROP INDEX posts_user', 'DO 0');
PREPARE statement FROM @sql;
EXECUTE statement;
