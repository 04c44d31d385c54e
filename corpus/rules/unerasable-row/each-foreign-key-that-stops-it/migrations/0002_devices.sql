ALTER TABLE devices DROP CONSTRAINT devices_user_id_fkey;
ALTER TABLE devices ADD CONSTRAINT devices_user_id_fkey -- expect: unerasable-row, lost-action
    FOREIGN KEY (user_id) REFERENCES users (id);
