CREATE TABLE "Account" ("tenantId" INTEGER NOT NULL, "id" INTEGER NOT NULL, CONSTRAINT "Account_pkey" PRIMARY KEY ("tenantId", "id"));
CREATE TABLE "Order" ("id" INTEGER PRIMARY KEY, "tenantId" INTEGER NOT NULL, "accountId" INTEGER NOT NULL);
ALTER TABLE "Order" ADD CONSTRAINT "Order_account" FOREIGN KEY ("accountId", "tenantId") REFERENCES "Account"("id", "tenantId") ON DELETE RESTRICT ON UPDATE CASCADE;
