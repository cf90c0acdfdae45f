-- The batches of which nobody knows whether Sinch took them, in the order in which they are to be looked up.
CREATE INDEX "batch_unknown_idx" ON "batch" ("next_attempt_at") WHERE "state" = 'unknown';
