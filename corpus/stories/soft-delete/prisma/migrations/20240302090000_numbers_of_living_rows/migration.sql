-- A number or an address may be used again once its row is marked as deleted. Prisma has no word for this.
CREATE UNIQUE INDEX "Customer_email_key" ON "Customer"("email") WHERE "deletedAt" IS NULL;
CREATE UNIQUE INDEX "Invoice_number_key" ON "Invoice"("number") WHERE "deletedAt" IS NULL;
CREATE UNIQUE INDEX "CreditNote_number_key" ON "CreditNote"("number") WHERE "deletedAt" IS NULL;
