SELECT id FROM authors;
