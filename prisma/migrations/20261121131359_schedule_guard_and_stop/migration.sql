-- AlterTable
ALTER TABLE "campaign" ADD COLUMN     "canary_batches" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "canary_state" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "canary_until" TIMESTAMPTZ(3),
ADD COLUMN     "expires_at" TIMESTAMPTZ(3),
ADD COLUMN     "guards" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "starts_at" TIMESTAMPTZ(3),
ADD COLUMN     "timing" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "wave" SMALLINT NOT NULL DEFAULT 0,
ADD COLUMN     "waves" JSONB NOT NULL DEFAULT '[]';

-- AlterTable
ALTER TABLE "batch" ADD COLUMN     "hold" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "recall" TEXT;

-- AlterTable
ALTER TABLE "batch_attempt" ADD COLUMN     "send_at" TIMESTAMPTZ(3),
ADD COLUMN     "withdrawn_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "plan_limiter" ADD COLUMN     "broken_until" DOUBLE PRECISION NOT NULL DEFAULT 0,
ADD COLUMN     "lowered_at" DOUBLE PRECISION NOT NULL DEFAULT 0,
ADD COLUMN     "share" DOUBLE PRECISION NOT NULL DEFAULT 1,
ADD COLUMN     "strikes" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "batch_event" (
    "id" BIGSERIAL NOT NULL,
    "campaign_id" INTEGER NOT NULL,
    "batch_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "detail" TEXT NOT NULL DEFAULT '',
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "batch_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sending_control" (
    "id" SMALLINT NOT NULL DEFAULT 1,
    "stopped_at" TIMESTAMPTZ(3),
    "stopped_by" TEXT NOT NULL DEFAULT '',
    "reason" TEXT NOT NULL DEFAULT '',
    "fence" TEXT NOT NULL DEFAULT '',
    "locked_at" TIMESTAMPTZ(3),

    CONSTRAINT "sending_control_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "batch_event_campaign_id_id_idx" ON "batch_event"("campaign_id", "id");

-- Written by hand from here on. ----------------------------------------------------------------------------------

-- Sinch may list, and hold back, what this index holds; in the order in which it is to be looked up.
DROP INDEX "batch_unknown_idx";
CREATE INDEX "batch_unknown_idx" ON "batch" ("next_attempt_at") WHERE "state" IN ('unknown', 'holding');

CREATE INDEX "campaign_scheduled_idx" ON "campaign" ("starts_at") WHERE "status" = 'scheduled';

INSERT INTO "sending_control" ("id") VALUES (1);
ALTER TABLE "sending_control" ADD CONSTRAINT "sending_control_one_row" CHECK ("id" = 1);

CREATE TRIGGER "batch_event_append_only" BEFORE UPDATE OR TRUNCATE ON "batch_event"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();

-- Promise 1: at every commit a campaign's counters add up to its audience and none is below zero, or there is no commit.
-- Each transaction is looked at by itself, so that two balanced ones at once do not disturb one another.
CREATE FUNCTION "check_ledger"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
DECLARE
  "of_campaign" INT;
  "audience" INT;
  "counted" BIGINT;
  "least" INT;
BEGIN
  IF TG_TABLE_NAME = 'campaign' THEN "of_campaign" := NEW."id"; ELSE "of_campaign" := NEW."campaign_id"; END IF;
  SELECT "audience_count" INTO "audience" FROM "campaign" WHERE "id" = "of_campaign";
  SELECT sum("messages"), min("messages") INTO "counted", "least" FROM "campaign_counter" WHERE "campaign_id" = "of_campaign";
  -- Without a count nobody was listed yet.
  IF "audience" IS NOT NULL AND ("audience" <> coalesce("counted", 0) OR "least" < 0) THEN
    RAISE EXCEPTION 'the ledger of campaign % does not balance: % in the audience, % in its columns', "of_campaign", "audience", "counted"
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER "campaign_counter_balances" AFTER INSERT OR UPDATE ON "campaign_counter"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "check_ledger"();
CREATE CONSTRAINT TRIGGER "campaign_balances" AFTER INSERT OR UPDATE OF "audience_count" ON "campaign"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "check_ledger"();
