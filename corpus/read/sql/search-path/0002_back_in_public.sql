-- Every file is a session of its own: this one is back in public.
CREATE TABLE invoices (id integer PRIMARY KEY, billed integer REFERENCES billing.invoices (id));
CREATE TABLE "Audit"."Entry" ("Id" integer PRIMARY KEY, "invoiceId" integer REFERENCES invoices);
ALTER TABLE billing.lines SET SCHEMA public;
