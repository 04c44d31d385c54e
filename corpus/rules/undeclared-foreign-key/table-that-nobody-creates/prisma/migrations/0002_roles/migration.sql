-- The tables of the framework are made by the framework.
ALTER TABLE "fw_user_role" ADD CONSTRAINT "fw_user_role_user_fkey" FOREIGN KEY ("user_id") REFERENCES "User"("id") ON DELETE CASCADE; -- expect: undeclared-foreign-key
