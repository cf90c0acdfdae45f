-- The moves of lib/imports/status.ts, and no others (scripts/database/move-trigger.ts).
CREATE OR REPLACE FUNCTION "import_moves"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD."status", NEW."status") NOT IN (
    ('uploading', 'mapping'), ('uploading', 'failed'), ('mapping', 'checking'), ('mapping', 'canceled'), ('mapping', 'failed'), ('checking', 'ready'), ('checking', 'mapping'), ('checking', 'canceled'), ('checking', 'failed'), ('ready', 'running'), ('ready', 'mapping'), ('ready', 'canceled'), ('ready', 'failed'), ('running', 'done')
  ) THEN
    RAISE EXCEPTION 'import %: no move from % to %', OLD."id", OLD."status", NEW."status" USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER "import_moves" BEFORE UPDATE OF "status" ON "import" FOR EACH ROW
  WHEN (OLD."status" IS DISTINCT FROM NEW."status") EXECUTE FUNCTION "import_moves"();
