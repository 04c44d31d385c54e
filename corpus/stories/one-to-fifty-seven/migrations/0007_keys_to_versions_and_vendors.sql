-- A version that has been frozen is evidence: nothing may take it away while something names it.
ALTER TABLE workflows ADD CONSTRAINT workflows_version_fk FOREIGN KEY (config_version_id) REFERENCES config_versions (id) ON DELETE RESTRICT NOT VALID;
ALTER TABLE runs ADD CONSTRAINT runs_version_fk FOREIGN KEY (config_version_id) REFERENCES config_versions (id) ON DELETE RESTRICT NOT VALID;
ALTER TABLE rules ADD CONSTRAINT rules_version_fk FOREIGN KEY (config_version_id) REFERENCES config_versions (id) ON DELETE RESTRICT NOT VALID;
ALTER TABLE config_entries ADD CONSTRAINT config_entries_version_fk FOREIGN KEY (config_version_id) REFERENCES config_versions (id) ON DELETE RESTRICT NOT VALID;
ALTER TABLE extractions ADD CONSTRAINT extractions_version_fk FOREIGN KEY (config_version_id) REFERENCES config_versions (id)
    ON DELETE CASCADE NOT VALID; -- expect: forbidden-action

-- A contact is a part of its vendor; whatever else names one stays.
ALTER TABLE vendor_contacts ADD CONSTRAINT vendor_contacts_vendor_fk FOREIGN KEY (vendor_id) REFERENCES vendors (id) ON DELETE CASCADE NOT VALID;
ALTER TABLE documents ADD CONSTRAINT documents_vendor_fk FOREIGN KEY (vendor_id) REFERENCES vendors (id) ON DELETE SET NULL NOT VALID;
ALTER TABLE purchase_orders ADD CONSTRAINT purchase_orders_vendor_fk FOREIGN KEY (vendor_id) REFERENCES vendors (id) ON DELETE SET NULL NOT VALID;
ALTER TABLE invoices ADD CONSTRAINT invoices_vendor_fk FOREIGN KEY (vendor_id) REFERENCES vendors (id) ON DELETE SET NULL NOT VALID;
ALTER TABLE budget_lines ADD CONSTRAINT budget_lines_vendor_fk FOREIGN KEY (vendor_id) REFERENCES vendors (id) NOT VALID; -- expect: forbidden-action
ALTER TABLE rules ADD CONSTRAINT rules_vendor_fk FOREIGN KEY (vendor_id) REFERENCES vendors (id) ON DELETE SET NULL NOT VALID;
