CREATE TABLE comments (
    id integer PRIMARY KEY,
    post_id integer NOT NULL,
    body text,
    CONSTRAINT comments_post FOREIGN KEY (post_id) REFERENCES posts (id)
        ON DELETE CASCADE -- expect: grown-impact
);
