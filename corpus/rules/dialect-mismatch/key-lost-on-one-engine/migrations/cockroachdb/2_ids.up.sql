ALTER TABLE rules DROP CONSTRAINT rules_flag_id_fkey;
