ALTER TABLE "Invoice" DROP CONSTRAINT "Invoice_workspaceId_fkey";
ALTER TABLE "Invoice" ALTER COLUMN "workspaceId" DROP NOT NULL;
ALTER TABLE "Invoice" ADD CONSTRAINT "Invoice_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE SET NULL ON UPDATE CASCADE; -- expect: changed-action
