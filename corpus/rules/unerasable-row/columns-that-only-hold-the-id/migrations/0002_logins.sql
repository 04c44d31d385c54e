ALTER TABLE logins DROP CONSTRAINT logins_account_fkey;
