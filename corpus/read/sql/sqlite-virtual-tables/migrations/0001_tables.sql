CREATE TABLE messages (id INTEGER PRIMARY KEY, body TEXT);
CREATE VIRTUAL TABLE search USING fts5(body, content='messages', content_rowid='id', tokenize = "porter ascii");
CREATE TRIGGER messages_ai AFTER INSERT ON messages BEGIN INSERT INTO search (rowid, body) VALUES (new.id, new.body); END;
CREATE TABLE likes (id INTEGER PRIMARY KEY, message_id INTEGER REFERENCES messages (id) ON DELETE CASCADE);
CREATE TABLE IF NOT EXISTS search (id INTEGER REFERENCES messages (id));
