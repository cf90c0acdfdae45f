import "server-only";
import { enqueueDispatch } from "../campaigns/dispatch";
import { returnsSql } from "../campaigns/returns";
import { canaryStateSchema, guardsSchema } from "../campaigns/schema";
import { pool } from "../db/pool";
import { inTransaction } from "../db/transaction";
import { log } from "../log";
import { messageStatus } from "../messages/rules";
import { type Guarded, judge, type Returns } from "./core/limits";

/**
 * Watches over campaigns with a canary or limits: lets the rest wait, lets it go, or pauses the campaign with the reason
 * in figures. Every step is one compare-and-swap on what was read, so any number of workers may do this at once, and one
 * that dies leaves a step that the next one takes.
 */
export async function watchGuards(): Promise<void> {
  const watched = await pool().query<Watched>(watchedSql);
  for (const row of watched.rows) await act(row);
}

type Watched = Omit<Guarded, "guards" | "canary" | "reviewed"> & {
  id: number;
  guards: unknown;
  canary: string;
  reviewed: Partial<Returns>;
};

/** On `c` (campaign): everybody of the canary has a batch, and none of its batches is open. */
const isCanarySentSql = `
  ((c.expanded_at IS NOT NULL OR c.next_batch_number > c.canary_batches + 1)
   AND NOT EXISTS (SELECT FROM batch b WHERE b.campaign_id = c.id AND b.number <= c.canary_batches
                      AND b.state IN ('ready', 'claimed', 'sending')))`;

const { unclear, sent, dispatched } = messageStatus;

const watchedSql = `
  SELECT c.id, c.guards, c.canary_state AS canary, c.canary_people AS "canaryPeople", c.reviewed,
         ${isCanarySentSql} AS "isCanarySent",
         coalesce(c.canary_until <= clock_timestamp(), false) AS "isWaitOver",
         (SELECT coalesce(sum(messages), 0)::int FROM campaign_counter
           WHERE campaign_id = c.id AND status IN (${[unclear, sent, dispatched]})) AS "onTheirWay",
         ${returnsSql} AS returns
    FROM campaign c
   WHERE c.status IN ('preparing', 'sending')
     AND (c.canary_state IN ('sending', 'waiting')
          OR c.guards ->> 'maxFailedPercent' IS NOT NULL OR c.guards ->> 'maxOptOutPercent' IS NOT NULL)
   ORDER BY c.id`;

const nothing: Returns = { delivered: 0, failed: 0, optOuts: 0 };

async function act(row: Watched): Promise<void> {
  const guards = guardsSchema.parse(row.guards);
  const canary = canaryStateSchema.parse(row.canary);
  const verdict = judge({ ...row, guards, canary, reviewed: { ...nothing, ...row.reviewed } });
  switch (verdict.kind) {
    case "go_on":
      return;
    case "wait":
      return beginWait(row.id, guards.canary?.waitMinutes ?? 0);
    case "pass":
      return pass(row.id);
    case "stop":
      return stop(row, verdict.reason);
  }
}

async function beginWait(campaignId: number, minutes: number): Promise<void> {
  await pool().query(
    `UPDATE campaign c
        SET canary_state = 'waiting', canary_until = clock_timestamp() + make_interval(mins => $2), updated_at = now()
      WHERE id = $1 AND canary_state = 'sending' AND status IN ('preparing', 'sending') AND ${isCanarySentSql}`,
    [campaignId, minutes],
  );
}

async function pass(campaignId: number): Promise<void> {
  await inTransaction(async (tx) => {
    const passed = await tx.query(
      `UPDATE campaign SET canary_state = 'passed', updated_at = now()
        WHERE id = $1 AND canary_state = 'waiting' AND canary_until <= clock_timestamp()
          AND status IN ('preparing', 'sending')`,
      [campaignId],
    );
    if (passed.rowCount === 1) await enqueueDispatch(tx, campaignId);
  });
}

/** Not if somebody let it go on meanwhile: then they have seen these figures. */
async function stop({ id, canary, reviewed }: Watched, reason: string): Promise<void> {
  const stopped = await pool().query(
    `UPDATE campaign
        SET status = 'paused', paused_reason = $2, updated_at = now(),
            canary_state = CASE WHEN canary_state IN ('sending', 'waiting') THEN 'stopped' ELSE canary_state END
      WHERE id = $1 AND status IN ('preparing', 'sending') AND canary_state = $3 AND reviewed = $4::jsonb`,
    [id, reason, canary, JSON.stringify(reviewed)],
  );
  if (stopped.rowCount === 1) log.warn("a limit paused a campaign", { campaignId: id });
}
