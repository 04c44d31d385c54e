-- Written by hand for a clean-up script, and never taken back.
ALTER TABLE "Payment" DROP CONSTRAINT "Payment_customerId_fkey";
ALTER TABLE "Payment" ADD CONSTRAINT "Payment_customerId_fkey"
    FOREIGN KEY ("customerId") REFERENCES "Customer"("id")
    ON DELETE CASCADE ON UPDATE CASCADE;
