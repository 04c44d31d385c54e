ALTER TABLE twice ADD FOREIGN KEY (x) REFERENCES owners (id) ON DELETE SET NULL;
ALTER TABLE a_very_long_table_name_that_is_long_enough_to_be_cut
    ADD FOREIGN KEY (a_really_quite_long_column_name_that_is_cut_as_well) REFERENCES owners;
