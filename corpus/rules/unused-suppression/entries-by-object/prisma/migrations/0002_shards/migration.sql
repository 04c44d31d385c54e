ALTER TABLE "TaskRun" DROP CONSTRAINT "TaskRun_projectId_fkey";
ALTER TABLE "TaskRunAttempt" DROP CONSTRAINT "TaskRunAttempt_projectId_fkey";
ALTER TABLE "Waitpoint" DROP CONSTRAINT "Waitpoint_projectId_fkey";
ALTER TABLE "Batch" DROP CONSTRAINT "Batch_projectId_fkey";
-- Of this table only the key above was given up knowingly.
ALTER TABLE "Batch" DROP CONSTRAINT "Batch_runId_fkey";
ALTER TABLE "Event" DROP CONSTRAINT "Event_projectId_fkey";
