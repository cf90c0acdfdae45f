-- Written by hand: Prisma's schema language knows none of this. ---------------------------------------------------

-- Each campaign of a transaction is looked at once, however many of its counters changed: what was found in order is noted until
-- the next change.
CREATE FUNCTION "forget_balance"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
DECLARE
  "nothing" TEXT := set_config('tidings.balanced', '', true);
BEGIN
  RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION "check_ledger"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
DECLARE
  "of_campaign" INT;
  "balanced" TEXT := coalesce(current_setting('tidings.balanced', true), '');
  "audience" INT;
  "counted" BIGINT;
  "least" INT;
BEGIN
  IF TG_TABLE_NAME = 'campaign' THEN "of_campaign" := NEW."id"; ELSE "of_campaign" := NEW."campaign_id"; END IF;
  IF "balanced" LIKE '%,' || "of_campaign" || ',%' THEN RETURN NULL; END IF;
  SELECT c."audience_count", k."messages", k."least" INTO "audience", "counted", "least"
    FROM "campaign" c
    CROSS JOIN LATERAL (SELECT coalesce(sum("messages"), 0) AS "messages", min("messages") AS "least"
                          FROM "campaign_counter" WHERE "campaign_id" = c."id") AS k
   WHERE c."id" = "of_campaign";
  -- Without a count nobody was listed yet.
  IF "audience" IS NOT NULL AND ("audience" <> "counted" OR "least" < 0) THEN
    RAISE EXCEPTION 'the ledger of campaign % does not balance: % in the audience, % in its columns', "of_campaign", "audience", "counted"
      USING ERRCODE = 'check_violation';
  END IF;
  "balanced" := set_config('tidings.balanced', "balanced" || ',' || "of_campaign" || ',', true);
  RETURN NULL;
END $$;
CREATE TRIGGER "campaign_counter_changes" BEFORE INSERT OR UPDATE ON "campaign_counter"
  FOR EACH STATEMENT EXECUTE FUNCTION "forget_balance"();
CREATE TRIGGER "campaign_changes" BEFORE UPDATE OF "audience_count" ON "campaign"
  FOR EACH STATEMENT EXECUTE FUNCTION "forget_balance"();

-- What Sinch is being asked to take back right now: a few, of a campaign that was canceled.
CREATE INDEX "batch_recall_idx" ON "batch" ("campaign_id") WHERE "recall" = 'asked';
