ALTER TABLE _posts_tmp RENAME TO posts;
