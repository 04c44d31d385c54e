INSERT INTO _posts_tmp SELECT id, author_id FROM posts;
