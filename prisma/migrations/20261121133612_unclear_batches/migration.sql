-- AlterTable
ALTER TABLE "campaign" ADD COLUMN     "recall_asked" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "batch" ADD COLUMN     "decision" TEXT NOT NULL DEFAULT '';

-- AlterTable
ALTER TABLE "batch_attempt" ADD COLUMN     "left_out" INTEGER[] DEFAULT ARRAY[]::INTEGER[],
ADD COLUMN     "withdrawing_at" TIMESTAMPTZ(3);

-- Written by hand from here on. ----------------------------------------------------------------------------------

-- What /metrics counts.
CREATE INDEX "batch_event_duplicate_idx" ON "batch_event" ("batch_id") WHERE "kind" = 'duplicate';
