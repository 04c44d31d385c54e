ALTER TABLE "User" ADD COLUMN "name" TEXT; -- expect: broken-history
