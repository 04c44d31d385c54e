-- Observations outlive their project.
ALTER TABLE "Observation" DROP CONSTRAINT "Observation_projectId_fkey";
ALTER TABLE "Observation" ADD CONSTRAINT "Observation_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project"("id");
