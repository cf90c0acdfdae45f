-- AlterTable
ALTER TABLE "campaign" DROP COLUMN "wave";

-- Written by hand from here on. ----------------------------------------------------------------------------------

-- Batches that wait for their hour may be all of a campaign for all of a night: when the next one is due, and how many wait
-- until when, is read here instead of looking through them.
CREATE INDEX "batch_ready_idx" ON "batch" ("campaign_id", "next_attempt_at") WHERE "state" = 'ready';
