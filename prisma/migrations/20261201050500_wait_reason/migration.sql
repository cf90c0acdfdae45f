-- "Hold" is what Sinch does with a second try. Why a ready batch waits is its `wait_reason`; no index has the column. The waves that
-- campaigns have frozen say it with the same word.
ALTER TABLE "batch" RENAME COLUMN "hold" TO "wait_reason";

UPDATE "campaign"
   SET "waves" = (SELECT jsonb_agg((wave - 'hold') || jsonb_build_object('waitReason', wave -> 'hold') ORDER BY place)
                    FROM jsonb_array_elements("waves") WITH ORDINALITY AS frozen (wave, place))
 WHERE "waves" <> '[]';
