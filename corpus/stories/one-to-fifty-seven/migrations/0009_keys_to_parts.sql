-- The prototype kept some users as uuid; a key needs the type of the id.
ALTER TABLE approvals ALTER COLUMN approver_id TYPE text USING approver_id::text;

ALTER TABLE workflow_steps ADD CONSTRAINT workflow_steps_workflow_fk FOREIGN KEY (workflow_id) REFERENCES workflows (id) ON DELETE CASCADE NOT VALID;
-- referee: ignore[forbidden-action] a copy outlives the template it was made from
ALTER TABLE workflows ADD CONSTRAINT workflows_template_fk FOREIGN KEY (template_id) REFERENCES workflows (id)
    ON DELETE SET NULL NOT VALID;
ALTER TABLE runs ADD CONSTRAINT runs_workflow_fk FOREIGN KEY (workflow_id) REFERENCES workflows (id) ON DELETE CASCADE NOT VALID;
ALTER TABLE run_steps ADD CONSTRAINT run_steps_run_fk FOREIGN KEY (run_id) REFERENCES runs (id) ON DELETE CASCADE NOT VALID;
ALTER TABLE run_steps ADD CONSTRAINT run_steps_step_fk FOREIGN KEY (workflow_step_id) REFERENCES workflow_steps (id) ON DELETE CASCADE NOT VALID;
ALTER TABLE run_step_logs ADD CONSTRAINT run_step_logs_step_fk FOREIGN KEY (run_step_id) REFERENCES run_steps (id) ON DELETE CASCADE NOT VALID;
ALTER TABLE approvals ADD CONSTRAINT approvals_step_fk FOREIGN KEY (run_step_id) REFERENCES run_steps (id) ON DELETE CASCADE NOT VALID;
ALTER TABLE approvals ADD CONSTRAINT approvals_approver_fk FOREIGN KEY (approver_id) REFERENCES users (id) ON DELETE SET NULL NOT VALID;
ALTER TABLE members ADD CONSTRAINT members_user_fk FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE NOT VALID;
ALTER TABLE runs ADD CONSTRAINT runs_user_fk FOREIGN KEY (started_by) REFERENCES users (id) ON DELETE SET NULL NOT VALID;
ALTER TABLE document_pages ADD CONSTRAINT document_pages_document_fk FOREIGN KEY (document_id) REFERENCES documents (id) NOT VALID; -- expect: forbidden-action
ALTER TABLE extractions ADD CONSTRAINT extractions_page_fk FOREIGN KEY (document_page_id) REFERENCES document_pages (id) ON DELETE CASCADE NOT VALID;
ALTER TABLE document_tags ADD CONSTRAINT document_tags_document_fk FOREIGN KEY (document_id) REFERENCES documents (id) ON DELETE CASCADE NOT VALID;
ALTER TABLE document_tags ADD CONSTRAINT document_tags_tag_fk FOREIGN KEY (tag_id) REFERENCES tags (id) ON DELETE CASCADE NOT VALID;
ALTER TABLE documents ADD CONSTRAINT documents_user_fk FOREIGN KEY (uploaded_by) REFERENCES users (id) ON DELETE SET NULL NOT VALID;
ALTER TABLE comments ADD CONSTRAINT comments_document_fk FOREIGN KEY (document_id) REFERENCES documents (id) ON DELETE CASCADE NOT VALID;
ALTER TABLE comments ADD CONSTRAINT comments_author_fk FOREIGN KEY (author_id) REFERENCES users (id) ON DELETE SET NULL NOT VALID;
ALTER TABLE comment_mentions ADD CONSTRAINT comment_mentions_comment_fk FOREIGN KEY (comment_id) REFERENCES comments (id) ON DELETE CASCADE NOT VALID;
ALTER TABLE comment_mentions ADD CONSTRAINT comment_mentions_user_fk FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE NOT VALID;
ALTER TABLE purchase_order_lines ADD CONSTRAINT purchase_order_lines_order_fk FOREIGN KEY (purchase_order_id) REFERENCES purchase_orders (id) ON DELETE CASCADE NOT VALID;
ALTER TABLE invoices ADD CONSTRAINT invoices_document_fk FOREIGN KEY (document_id) REFERENCES documents (id) ON DELETE CASCADE NOT VALID;
ALTER TABLE invoice_lines ADD CONSTRAINT invoice_lines_invoice_fk FOREIGN KEY (invoice_id) REFERENCES invoices (id) ON DELETE CASCADE NOT VALID;
ALTER TABLE invoice_lines ADD CONSTRAINT invoice_lines_order_line_fk FOREIGN KEY (purchase_order_line_id) REFERENCES purchase_order_lines (id) ON DELETE CASCADE NOT VALID;
ALTER TABLE payments ADD CONSTRAINT payments_invoice_fk FOREIGN KEY (invoice_id) REFERENCES invoices (id) ON DELETE CASCADE NOT VALID;
ALTER TABLE budget_lines ADD CONSTRAINT budget_lines_budget_fk FOREIGN KEY (budget_id) REFERENCES budgets (id) ON DELETE CASCADE NOT VALID;
ALTER TABLE webhook_deliveries ADD CONSTRAINT webhook_deliveries_webhook_fk FOREIGN KEY (webhook_id) REFERENCES webhooks (id) ON DELETE CASCADE NOT VALID;
ALTER TABLE rule_conditions ADD CONSTRAINT rule_conditions_rule_fk FOREIGN KEY (rule_id) REFERENCES rules (id) ON DELETE CASCADE NOT VALID;
ALTER TABLE rule_matches ADD CONSTRAINT rule_matches_rule_fk FOREIGN KEY (rule_id) REFERENCES rules (id) ON DELETE CASCADE NOT VALID;
ALTER TABLE rule_matches ADD CONSTRAINT rule_matches_run_fk FOREIGN KEY (run_id) REFERENCES runs (id) ON DELETE CASCADE NOT VALID; -- expect: unvalidated-constraint
