-- A batch of which nobody knows whether Sinch took it is `unclear`, like its people (decision 014); `unknown` is Sinch's own final
-- status of a message, and the outcome of a call. They are few, and the partial index finds them.
UPDATE "batch" SET "state" = 'unclear' WHERE "state" = 'unknown';

DROP INDEX "batch_unknown_idx";
CREATE INDEX "batch_unclear_idx" ON "batch" ("next_attempt_at") WHERE "state" IN ('unclear', 'holding');
