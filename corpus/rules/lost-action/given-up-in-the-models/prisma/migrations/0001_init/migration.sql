CREATE TABLE "Project" ("id" INTEGER NOT NULL, CONSTRAINT "Project_pkey" PRIMARY KEY ("id"));
CREATE TABLE "Observation" ("id" INTEGER NOT NULL, "projectId" INTEGER NOT NULL, CONSTRAINT "Observation_pkey" PRIMARY KEY ("id"));
ALTER TABLE "Observation" ADD CONSTRAINT "Observation_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project"("id") ON DELETE CASCADE ON UPDATE CASCADE;
