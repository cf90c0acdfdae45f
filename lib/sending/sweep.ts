import "server-only";
import { enqueueDispatch } from "../campaigns/dispatch";
import { finishCampaign } from "../campaigns/outcome";
import { pool } from "../db/pool";
import { sql } from "../db/sql";
import { statement } from "../db/statement";
import { inTransaction } from "../db/transaction";
import { bool, int, known } from "../db/types";
import { enqueue } from "../jobs/enqueue";
import { log } from "../log";
import { messageStatus } from "../messages/rules";
import { tooLateCampaigns } from "./ending/too-late";
import { inTimeSql, mayFollowSql, maySendSql } from "./gate/may-send";
import { watchGuards } from "./guards";
import { abandonedCalls, abandonedReason, takeOver } from "./lane/take-over";
import { openBatchStates } from "./rules";

/**
 * Takes over what a dead worker left. A claim that ran out is ready again, since nothing was sent. A call that was
 * under way may have been accepted: it becomes unclear, visibly, and is not sent again. Campaigns that nobody works
 * on get their jobs again. Safe to run on every worker at once and at any time.
 */
export async function sweepSending(): Promise<void> {
  const failures: unknown[] = [];
  // A step that fails must not keep the others from their work.
  for (const step of steps) await step().catch((error) => failures.push(error));
  if (failures.length === 1) throw failures[0];
  if (failures.length > 1) throw new AggregateError(failures, "several steps of the sweep failed");
}

const steps = [
  freeClaims,
  takeOverCalls,
  takeOverDirectMessages,
  watchGuards,
  expireCampaigns,
  wakeCampaigns,
  wakeDirectMessages,
];

async function takeOverCalls(): Promise<void> {
  for (const batch of await abandonedCalls()) await takeOver(batch);
}

async function expireCampaigns(): Promise<void> {
  for (const campaignId of await tooLateCampaigns()) {
    await inTransaction((tx) => enqueue(tx, "campaign.expire", { campaignId }));
  }
}

async function freeClaims(): Promise<void> {
  const batches = await free.run(pool());
  if (batches) log.warn("claims of a dead worker freed", { batches });
}

const free = statement(
  { name: "free-claims" },
  () => sql`
    UPDATE batch SET state = 'ready', lease_until = NULL, updated_at = now()
     WHERE id IN (SELECT id FROM batch WHERE state = 'claimed' AND lease_until < clock_timestamp()
                  LIMIT 1000 FOR UPDATE SKIP LOCKED)`,
);

/** A direct message whose worker died during the call is unclear. */
async function takeOverDirectMessages(): Promise<void> {
  await markDirectUnclear.run(pool());
}

const markDirectUnclear = statement(
  { name: "take-over-direct-messages" },
  () => sql`
    UPDATE direct_message SET status = ${messageStatus.unclear}, reason = ${abandonedReason}, updated_at = now()
     WHERE status = ${messageStatus.queued} AND attempted_at < clock_timestamp() - interval '90 seconds'`,
);

const findIdle = statement(
  {
    name: "idle-campaigns",
    row: {
      id: int,
      isExpanded: known(bool, "IS NOT NULL"),
      isOpen: known(bool, "EXISTS"),
      hasWork: known(bool, "EXISTS, and conditions that are never null"),
    },
  },
  () => sql`
    SELECT c.id, c.expanded_at IS NOT NULL AS "isExpanded",
           EXISTS (SELECT 1 FROM batch b WHERE b.campaign_id = c.id AND b.state IN (${openBatchStates})) AS "isOpen",
           EXISTS (SELECT 1 FROM batch b WHERE b.campaign_id = c.id AND b.state = 'ready'
                                           AND b.next_attempt_at <= now()
                                           AND ${mayFollowSql(sql`b.number`)})
             AND ${maySendSql} AND ${inTimeSql} AS "hasWork"
      FROM campaign c
     WHERE c.status IN ('preparing', 'sending')
        OR (c.launched_at IS NOT NULL AND c.expanded_at IS NULL)`,
);

/**
 * Restarts what stands still: expansion that nobody runs, batches that nobody takes, an ending nobody wrote. Stopped
 * campaigns rest.
 */
async function wakeCampaigns(): Promise<void> {
  for (const campaign of await findIdle.rows(pool())) {
    await inTransaction(async (tx) => {
      if (!campaign.isExpanded) await enqueue(tx, "campaign.expand", { campaignId: campaign.id });
      if (campaign.hasWork) await enqueueDispatch(tx, campaign.id);
    });
    if (campaign.isExpanded && !campaign.isOpen) await finishCampaign(campaign.id);
  }
}

async function wakeDirectMessages(): Promise<void> {
  for (const { id } of await findWaiting.rows(pool())) {
    await inTransaction((tx) => enqueue(tx, "message.direct", { directMessageId: id }));
  }
}

const findWaiting = statement(
  { name: "waiting-direct-messages", row: { id: int } },
  () => sql`
    SELECT id FROM direct_message
     WHERE status = ${messageStatus.queued} AND attempted_at IS NULL
       AND created_at < clock_timestamp() - interval '10 seconds' AND ${maySendSql}
     ORDER BY id LIMIT 100`,
);
