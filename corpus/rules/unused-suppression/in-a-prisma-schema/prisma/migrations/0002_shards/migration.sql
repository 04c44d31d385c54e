-- Runs move to another server.
ALTER TABLE "Run" DROP CONSTRAINT "Run_userId_fkey";
ALTER TABLE "Attempt" DROP CONSTRAINT "Attempt_runId_fkey";
ALTER TABLE "Event" DROP CONSTRAINT "Event_runId_fkey";
