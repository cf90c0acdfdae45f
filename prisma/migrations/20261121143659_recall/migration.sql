-- What Sinch is being asked to take back right now: a few, of a campaign that was canceled.
CREATE INDEX "batch_recall_idx" ON "batch" ("campaign_id") WHERE "recall" = 'asked';
