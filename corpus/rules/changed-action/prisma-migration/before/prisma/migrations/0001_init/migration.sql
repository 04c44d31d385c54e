CREATE TABLE "Workspace" ("id" INTEGER NOT NULL, CONSTRAINT "Workspace_pkey" PRIMARY KEY ("id"));
CREATE TABLE "Invoice" ("id" INTEGER NOT NULL, "workspaceId" INTEGER NOT NULL, CONSTRAINT "Invoice_pkey" PRIMARY KEY ("id"));
ALTER TABLE "Invoice" ADD CONSTRAINT "Invoice_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
