-- One DELETE erases an account. No foreign key can be changed in place: each is added under a new name, with what is to happen, and the old
-- one dropped. Where the column may be empty, what was written stays without its author.
ALTER TABLE sessions ADD CONSTRAINT sessions_user_id_erased FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;
ALTER TABLE devices ADD CONSTRAINT devices_user_id_erased FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;
ALTER TABLE preferences ADD CONSTRAINT preferences_user_id_erased FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;
ALTER TABLE calendars ADD CONSTRAINT calendars_owner_id_erased FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE CASCADE;
ALTER TABLE events ADD CONSTRAINT events_created_by_erased FOREIGN KEY (created_by) REFERENCES users (id) ON DELETE CASCADE;
ALTER TABLE invitations ADD CONSTRAINT invitations_sender_id_erased FOREIGN KEY (sender_id) REFERENCES users (id) ON DELETE CASCADE;
ALTER TABLE invitations ADD CONSTRAINT invitations_recipient_id_erased FOREIGN KEY (recipient_id) REFERENCES users (id) ON DELETE SET NULL;
ALTER TABLE contacts ADD CONSTRAINT contacts_owner_id_erased FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE CASCADE;
ALTER TABLE reminders ADD CONSTRAINT reminders_user_id_erased FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;
ALTER TABLE notes ADD CONSTRAINT notes_author_id_erased FOREIGN KEY (author_id) REFERENCES users (id) ON DELETE CASCADE;
ALTER TABLE oauth_accounts ADD CONSTRAINT oauth_accounts_user_id_erased FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;
ALTER TABLE oauth_grants ADD CONSTRAINT oauth_grants_granted_by_erased FOREIGN KEY (granted_by) REFERENCES users (id) ON DELETE CASCADE;
ALTER TABLE teams ADD CONSTRAINT teams_founder_id_erased FOREIGN KEY (founder_id) REFERENCES users (id) ON DELETE CASCADE;
ALTER TABLE team_members ADD CONSTRAINT team_members_member_id_erased FOREIGN KEY (member_id) REFERENCES users (id) ON DELETE CASCADE;
ALTER TABLE calendars ADD CONSTRAINT calendars_shared_with_erased FOREIGN KEY (shared_with) REFERENCES users (id) ON DELETE SET NULL;
ALTER TABLE calendar_grants ADD CONSTRAINT calendar_grants_grantee_id_erased FOREIGN KEY (grantee_id) REFERENCES users (id) ON DELETE CASCADE;
ALTER TABLE attachments ADD CONSTRAINT attachments_uploaded_by_erased FOREIGN KEY (uploaded_by) REFERENCES users (id) ON DELETE CASCADE;
ALTER TABLE subscriptions ADD CONSTRAINT subscriptions_user_id_erased FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;
ALTER TABLE invoices ADD CONSTRAINT invoices_user_id_erased FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;
ALTER TABLE notifications ADD CONSTRAINT notifications_user_id_erased FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;
ALTER TABLE notification_settings ADD CONSTRAINT notification_settings_user_id_erased FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;
ALTER TABLE activity ADD CONSTRAINT activity_actor_id_erased FOREIGN KEY (actor_id) REFERENCES users (id) ON DELETE SET NULL;
ALTER TABLE activity_views ADD CONSTRAINT activity_views_viewer_id_erased FOREIGN KEY (viewer_id) REFERENCES users (id) ON DELETE CASCADE;
ALTER TABLE import_jobs ADD CONSTRAINT import_jobs_requested_by_erased FOREIGN KEY (requested_by) REFERENCES users (id) ON DELETE CASCADE;
ALTER TABLE import_jobs ADD CONSTRAINT import_jobs_assigned_to_erased FOREIGN KEY (assigned_to) REFERENCES users (id) ON DELETE SET NULL;
ALTER TABLE device_keys ADD CONSTRAINT device_keys_approved_by_erased FOREIGN KEY (approved_by) REFERENCES users (id) ON DELETE CASCADE;
ALTER TABLE feedback ADD CONSTRAINT feedback_user_id_erased FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE SET NULL;
ALTER TABLE feedback ADD CONSTRAINT feedback_triaged_by_erased FOREIGN KEY (triaged_by) REFERENCES users (id) ON DELETE SET NULL;
ALTER TABLE api_tokens ADD CONSTRAINT api_tokens_user_id_erased FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;
ALTER TABLE api_calls ADD CONSTRAINT api_calls_called_as_erased FOREIGN KEY (called_as) REFERENCES users (id) ON DELETE CASCADE;
ALTER TABLE templates ADD CONSTRAINT templates_owner_id_erased FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE CASCADE;
ALTER TABLE template_uses ADD CONSTRAINT template_uses_user_id_erased FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;
ALTER TABLE passkey_uses ADD CONSTRAINT passkey_uses_passkey_id_erased FOREIGN KEY (passkey_id) REFERENCES passkeys (id) ON DELETE CASCADE;

-- What is left of accounts that are gone goes first.
DELETE FROM search_history WHERE user_id NOT IN (SELECT id FROM users);
ALTER TABLE search_history ADD CONSTRAINT search_history_user_id_erased FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;
