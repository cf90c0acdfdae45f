import "server-only";
import { enqueueDispatch } from "../campaigns/dispatch";
import type { LimitExceeded } from "../campaigns/halt";
import { moveCampaign } from "../campaigns/move";
import { returnsSql } from "../campaigns/returns";
import { canaryStateSchema, guardsSchema } from "../campaigns/schema";
import { pool } from "../db/pool";
import { all, sql } from "../db/sql";
import { type RowOf, statement } from "../db/statement";
import { inTransaction } from "../db/transaction";
import { bool, int, json, known, text } from "../db/types";
import { systemActor } from "../events/actor";
import { log } from "../log";
import { messageStatus } from "../messages/rules";
import { judge, type Returns } from "./core/limits";
import { openBatchStates } from "./rules";

/**
 * Watches over campaigns with a canary or limits: lets the rest wait, lets it go, or pauses the campaign with the reason
 * in figures. Every step is one compare-and-swap on what was read, so any number of workers may do this at once, and one
 * that dies leaves a step that the next one takes.
 */
export async function watchGuards(): Promise<void> {
  for (const row of await readWatched.rows(pool())) await act(row);
}

/** On `c` (campaign): everybody of the canary has a batch, and none of its batches is open. */
const isCanarySentSql = sql`
  ((c.expanded_at IS NOT NULL OR c.next_batch_number > c.canary_batches + 1)
   AND NOT EXISTS (SELECT FROM batch b WHERE b.campaign_id = c.id AND b.number <= c.canary_batches
                      AND b.state IN (${openBatchStates})))`;

const { unclear, sent, dispatched } = messageStatus;

const readWatched = statement(
  {
    name: "watched-campaigns",
    row: {
      id: int,
      guards: json<unknown>(),
      canary: text,
      canaryPeople: int,
      reviewed: json<Partial<Returns>>(),
      isCanarySent: known(bool, "comparisons of what is never null"),
      isWaitOver: known(bool, "coalesce"),
      onTheirWay: known(int, "coalesce"),
      returns: known(json<Returns>(), "an aggregate's object"),
    },
  },
  () => sql`
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
   ORDER BY c.id`,
);

type Watched = RowOf<typeof readWatched>;

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
      return stop(row, verdict.halt);
  }
}

async function beginWait(campaignId: number, minutes: number): Promise<void> {
  await wait.run(pool(), { campaignId, minutes });
}

const wait = statement(
  { name: "canary-waits", params: { campaignId: int, minutes: int } },
  ({ campaignId, minutes }) => sql`
    UPDATE campaign c
       SET canary_state = 'waiting', canary_until = clock_timestamp() + make_interval(mins => ${minutes}), updated_at = now()
     WHERE id = ${campaignId} AND canary_state = 'sending' AND status IN ('preparing', 'sending') AND ${isCanarySentSql}`,
);

async function pass(campaignId: number): Promise<void> {
  await inTransaction(async (tx) => {
    if ((await passCanary.run(tx, { campaignId })) === 1) await enqueueDispatch(tx, campaignId);
  });
}

const passCanary = statement(
  { name: "canary-passes", params: { campaignId: int } },
  ({ campaignId }) => sql`
    UPDATE campaign SET canary_state = 'passed', updated_at = now()
     WHERE id = ${campaignId} AND canary_state = 'waiting' AND canary_until <= clock_timestamp()
       AND status IN ('preparing', 'sending')`,
);

/** Not if a person let it go on meanwhile: then they have seen these figures. */
async function stop({ id, canary, reviewed }: Watched, halt: LimitExceeded): Promise<void> {
  const where = all([
    sql`c.status IN ('preparing', 'sending')`,
    sql`c.canary_state = ${text(canary)}`,
    sql`c.reviewed = ${json<Partial<Returns>>()(reviewed)}`,
  ]);
  const set = sql`,
    canary_state = CASE WHEN c.canary_state IN ('sending', 'waiting') THEN 'stopped' ELSE c.canary_state END`;
  const actor = systemActor("limits");
  const stopped = await inTransaction((tx) => moveCampaign(tx, id, { to: "paused", halt, set, where, actor }));
  if (stopped !== null) log.warn("a limit paused a campaign", { campaignId: id });
}
