-- AlterTable
ALTER TABLE "campaign" ADD COLUMN "halt" JSONB;

-- Why it does not go on is a code with its data. What was written as words stays readable as such.
UPDATE "campaign" SET "halt" = CASE
  WHEN "paused_reason" LIKE 'This database was restored from a copy%' AND "status" = 'scheduled' THEN '{"code": "restored_schedule"}'
  WHEN "paused_reason" LIKE 'This database was restored from a copy%' THEN '{"code": "restored_copy"}'
  WHEN "paused_reason" <> '' AND "status" IN ('paused', 'scheduled') THEN jsonb_build_object('code', 'noted', 'words', "paused_reason")
  WHEN "status" = 'paused' THEN '{"code": "by_person", "name": ""}' END;

-- AlterTable
ALTER TABLE "campaign" DROP COLUMN "paused_reason";

-- CreateTable
CREATE TABLE "event" (
    "id" BIGSERIAL NOT NULL,
    "object" TEXT NOT NULL,
    "object_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "data" JSONB NOT NULL DEFAULT '{}',
    "actor_kind" TEXT NOT NULL,
    "actor_id" INTEGER,
    "actor_name" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "tx" BIGINT NOT NULL DEFAULT (pg_current_xact_id())::text::bigint,

    CONSTRAINT "event_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "event_object_object_id_id_idx" ON "event"("object", "object_id", "id");

-- CreateIndex
CREATE INDEX "event_tx_id_idx" ON "event"("tx", "id");

-- What happened stays as it was written.
CREATE TRIGGER "event_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "event"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();

-- The moves of lib/campaigns/status.ts, and no others (scripts/database/move-trigger.ts).
CREATE OR REPLACE FUNCTION "campaign_moves"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD."status", NEW."status") NOT IN (
    ('draft', 'scheduled'), ('draft', 'preparing'), ('scheduled', 'draft'), ('scheduled', 'preparing'), ('scheduled', 'canceled'), ('preparing', 'sending'), ('preparing', 'sent'), ('preparing', 'paused'), ('preparing', 'canceled'), ('sending', 'paused'), ('sending', 'sent'), ('sending', 'canceled'), ('paused', 'sending'), ('paused', 'sent'), ('paused', 'canceled')
  ) THEN
    RAISE EXCEPTION 'campaign %: no move from % to %', OLD."id", OLD."status", NEW."status" USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER "campaign_moves" BEFORE UPDATE OF "status" ON "campaign" FOR EACH ROW
  WHEN (OLD."status" IS DISTINCT FROM NEW."status") EXECUTE FUNCTION "campaign_moves"();
