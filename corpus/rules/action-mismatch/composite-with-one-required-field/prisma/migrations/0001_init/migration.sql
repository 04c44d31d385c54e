CREATE TABLE "Asset" ("id" INTEGER NOT NULL, "projectId" INTEGER NOT NULL, CONSTRAINT "Asset_pkey" PRIMARY KEY ("id", "projectId"));
CREATE TABLE "Project" ("id" INTEGER NOT NULL, "coverId" INTEGER, CONSTRAINT "Project_pkey" PRIMARY KEY ("id"));
ALTER TABLE "Project" ADD CONSTRAINT "Project_coverId_id_fkey" FOREIGN KEY ("coverId", "id") REFERENCES "Asset"("id", "projectId") ON DELETE SET NULL ON UPDATE CASCADE; -- expect: set-null-on-not-null
