import { lastSecondsMs } from "@/lib/sending/rules";
import { answerQuestions } from "./decisions.ts";
import { clearUp } from "./proxy.ts";
import { look, retryWhileUnavailable, viewer, type World, wait } from "./world.ts";

/**
 * The storm is over: everything is mended, the paused go on, and then nothing is done but wait until nothing moves any
 * more. Leases are those of production; only a call whose every possible caller is dead has its lease ended early.
 */
const longestMs = 240_000;

/** After the patience of its workers, a lease and a turn nothing more is tried about an unknown batch: a person decides. */
const patienceSeconds = 32;

type Stats = { waiting: { queue: number; scheduled: number; outcomes: number; callbacks: number } };

/** Returns what still moves after too long; nothing when all is quiet. */
export async function drain(world: World): Promise<string[]> {
  world.workers.calm();
  await Promise.all(world.notes.pending);
  await clearUp(world.toSinch);
  await clearUp(world.callbacks);
  await resumePaused(world);
  const deadline = performance.now() + longestMs;
  let quiet = 0;
  let open: string[] = [];
  while (performance.now() < deadline) {
    await endCallsOfTheDead(world);
    await resumePaused(world);
    await answerQuestions(world);
    open = await whatMoves(world);
    quiet = open.length === 0 ? quiet + 1 : 0;
    if (quiet === 3) return [];
    await wait(quiet > 0 ? 250 : 400);
  }
  return open;
}

async function resumePaused({ database }: World): Promise<void> {
  const { rows } = await database.query<{ id: number }>("SELECT id FROM campaign WHERE status = 'paused'");
  const { resumeCampaign } = await import("@/lib/campaigns/commands/control");
  for (const { id } of rows) await retryWhileUnavailable(() => resumeCampaign(viewer, { campaignId: id }));
}

async function endCallsOfTheDead({ database, workers }: World): Promise<void> {
  const oldest = new Date(workers.oldestStart());
  await database.query(
    `UPDATE batch b SET lease_until = clock_timestamp() FROM batch_attempt a
      WHERE a.batch_id = b.id AND a.number = b.attempts AND b.state = 'sending' AND a.started_at < $1
        AND b.lease_until > clock_timestamp()`,
    [oldest],
  );
  await database.query(
    `UPDATE direct_message SET attempted_at = attempted_at - interval '2 minutes'
      WHERE status = 0 AND attempted_at < $1 AND attempted_at > now() - interval '90 s'`,
    [oldest],
  );
}

// What a person decided is done, as long as somebody in the batch may be texted and it is not too late.
const isObeyedSql = `
  b.state = 'unknown' AND b.decision = 'resend'
  AND EXISTS (SELECT FROM campaign c WHERE c.id = b.campaign_id AND c.status <> 'canceled'
                 AND c.expires_at > clock_timestamp() + interval '${lastSecondsMs} milliseconds')
  AND EXISTS (SELECT FROM message m JOIN subscriber s ON s.id = m.subscriber_id AND s.phone = m.phone AND s.consented_at IS NOT NULL
               WHERE m.campaign_id = b.campaign_id AND m.seq BETWEEN b.first_seq AND b.last_seq AND m.status = 5
                 AND NOT EXISTS (SELECT FROM suppression x WHERE x.phone = m.phone))`;

async function whatMoves(world: World): Promise<string[]> {
  const { rows } = await world.database.query<{ what: string; many: number }>(
    `SELECT 'campaigns ' || status AS what, count(*)::int AS many FROM campaign
      WHERE status NOT IN ('sent', 'canceled', 'failed') OR (launched_at IS NOT NULL AND expanded_at IS NULL) GROUP BY status
     UNION ALL SELECT 'batches ' || state, count(*)::int FROM batch WHERE state IN ('ready', 'claimed', 'sending') GROUP BY state
     UNION ALL SELECT 'batches held by Sinch', count(*)::int FROM batch WHERE state = 'holding' HAVING count(*) > 0
     UNION ALL SELECT 'batches looked up', count(*)::int FROM batch b JOIN campaign c ON c.id = b.campaign_id
                WHERE b.state = 'unknown' AND b.decision = '' AND c.status <> 'canceled'
                  AND greatest(b.updated_at, (SELECT max(a.started_at) FROM batch_attempt a WHERE a.batch_id = b.id))
                      > now() - $1 * interval '1 s'
               HAVING count(*) > 0
     UNION ALL SELECT 'batches to be sent again', count(*)::int FROM batch b WHERE ${isObeyedSql} HAVING count(*) > 0
     UNION ALL SELECT 'callbacks to apply', count(*)::int FROM webhook_event WHERE applied_at IS NULL HAVING count(*) > 0
     UNION ALL SELECT 'direct messages', count(*)::int FROM direct_message WHERE status = 0 HAVING count(*) > 0`,
    [patienceSeconds],
  );
  const { waiting } = await look<Stats>(world, "stats");
  const atSinch = Object.entries(waiting).filter(([, many]) => many > 0);
  return [
    ...rows.map(({ what, many }) => `${many} ${what}`),
    ...atSinch.map(([what, many]) => `${many} ${what} at Sinch`),
  ];
}
