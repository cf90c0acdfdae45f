-- AlterTable
ALTER TABLE "suppression" ADD COLUMN     "subscriber_id" INTEGER;

-- CreateIndex
CREATE UNIQUE INDEX "suppression_subscriber_id_key" ON "suppression"("subscriber_id");

-- An opt-out is of a number, and knows whose number that is: an audience is listed by person, and need not compare numbers.
UPDATE "suppression" x SET "subscriber_id" = s."id" FROM "subscriber" s WHERE s."phone" = x."phone";

-- People who come and opt-outs that come take turns from here to their commits: of two at once, one sees the other.
CREATE FUNCTION "link_opt_outs"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('link_opt_outs'));
  IF TG_TABLE_NAME = 'subscriber' THEN
    UPDATE "suppression" x SET "subscriber_id" = "came"."id" FROM "came" WHERE x."phone" = "came"."phone";
  ELSE
    UPDATE "suppression" x SET "subscriber_id" = s."id"
      FROM "came" JOIN "subscriber" s ON s."phone" = "came"."phone" WHERE x."phone" = "came"."phone";
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER "link_added" AFTER INSERT ON "subscriber" REFERENCING NEW TABLE AS "came" FOR EACH STATEMENT EXECUTE FUNCTION "link_opt_outs"();
CREATE TRIGGER "link_added" AFTER INSERT ON "suppression" REFERENCING NEW TABLE AS "came" FOR EACH STATEMENT EXECUTE FUNCTION "link_opt_outs"();
