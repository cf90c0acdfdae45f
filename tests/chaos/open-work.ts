import { messageStatus } from "@/lib/messages/rules";
import { lastSecondsMs } from "@/lib/sending/rules";
import type { Observation } from "./patience.ts";
import { look, type World } from "./world.ts";

/** The work that a run still has before it: in our tables, and at Sinch. */

type Source = Pick<World, "database" | "simulator">;

type Stats = {
  accepted: Record<string, number>;
  messages: Record<string, number>;
  waiting: { queue: number; scheduled: number; outcomes: number; callbacks: number };
  callbacks: { delivered: number };
};

export async function observe(source: Source): Promise<Observation> {
  const stats = await look<Stats>(source, "stats");
  const atSinch = Object.entries(stats.waiting).filter(([, many]) => many > 0);
  const open = [...(await readOpenWork(source)), ...atSinch.map(([what, many]) => `${many} ${what} at Sinch`)];
  return { open, progress: JSON.stringify([open, await readProgress(source), progressOf(stats)]) };
}

/** Calls that fail and callbacks that are refused are no progress. */
function progressOf({ accepted, messages, waiting, callbacks }: Stats): unknown[] {
  return [accepted, messages, waiting, callbacks.delivered];
}

async function readProgress({ database }: Source): Promise<unknown> {
  const { rows } = await database.query(
    `SELECT (SELECT max(id) FROM chaos_batch) AS batches, (SELECT count(*) FROM chaos_message) AS messages,
            (SELECT count(*) FROM chaos_campaign) AS campaigns, (SELECT count(*) FROM message) AS listed,
            (SELECT count(*) FROM batch_attempt) AS attempts, (SELECT count(outcome) FROM batch_attempt) AS outcomes,
            (SELECT count(applied_at) FROM webhook_event) AS callbacks,
            (SELECT count(*) FROM direct_message WHERE status <> 0) AS direct`,
  );
  return rows[0];
}

/** An unclear batch is looked up for so long: the patience of the workers, a lease and a turn. After that a person decides. */
const lookupSeconds = 32;

/** A person's order is open while a text of the batch may still leave. */
const openOrderSql = `
  b.state = 'unclear' AND b.decision = 'resend'
  AND EXISTS (SELECT FROM campaign c WHERE c.id = b.campaign_id AND c.status <> 'canceled'
                 AND c.expires_at > clock_timestamp() + interval '${lastSecondsMs} milliseconds')
  AND EXISTS (SELECT FROM message m JOIN subscriber s ON s.id = m.subscriber_id AND s.phone = m.phone AND s.consented_at IS NOT NULL
               WHERE m.campaign_id = b.campaign_id AND m.seq BETWEEN b.first_seq AND b.last_seq AND m.status = 5
                 AND NOT EXISTS (SELECT FROM suppression x WHERE x.phone = m.phone))`;

const openWorkSql = `
  SELECT 'campaigns ' || status AS what, count(*)::int AS many FROM campaign
   WHERE status NOT IN ('sent', 'canceled', 'failed') OR (launched_at IS NOT NULL AND expanded_at IS NULL) GROUP BY status
  UNION ALL SELECT 'batches ' || state, count(*)::int FROM batch WHERE state IN ('ready', 'claimed', 'sending') GROUP BY state
  UNION ALL SELECT 'batches held by Sinch', count(*)::int FROM batch WHERE state = 'holding' HAVING count(*) > 0
  UNION ALL SELECT 'batches looked up', count(*)::int FROM batch b JOIN campaign c ON c.id = b.campaign_id
             WHERE b.state = 'unclear' AND b.decision = '' AND c.status <> 'canceled'
               AND greatest(b.updated_at, (SELECT max(a.started_at) FROM batch_attempt a WHERE a.batch_id = b.id))
                   > now() - $1 * interval '1 s'
            HAVING count(*) > 0
  UNION ALL SELECT 'batches to be sent again', count(*)::int FROM batch b WHERE ${openOrderSql} HAVING count(*) > 0
  UNION ALL SELECT 'callbacks to apply', count(*)::int FROM webhook_event WHERE applied_at IS NULL HAVING count(*) > 0
  UNION ALL SELECT 'direct messages', count(*)::int FROM direct_message WHERE status = 0 HAVING count(*) > 0`;

async function readOpenWork({ database }: Source): Promise<string[]> {
  const { rows } = await database.query<{ what: string; many: number }>(openWorkSql, [lookupSeconds]);
  return rows.map(({ what, many }) => `${many} ${what}`);
}

/** The people and reports that a run on the move will still come to: they are unfinished, not lost. */
export type Pending = { people: ReadonlySet<string>; reports: number };

export const nothingPending: Pending = { people: new Set(), reports: 0 };

export const pendingKey = ({ campaignId, seq }: { campaignId: number; seq: number }) => `${campaignId} ${seq}`;

/** A queued person is pending only inside of a batch that is open: elsewhere no one will ever look at them. */
export async function readPending(source: Source): Promise<Pending> {
  const { waiting } = await look<Stats>(source, "stats");
  const { rows } = await source.database.query<{ campaignId: number; seq: number }>(
    `SELECT m.campaign_id AS "campaignId", m.seq FROM message m
       JOIN batch b ON b.campaign_id = m.campaign_id AND m.seq BETWEEN b.first_seq AND b.last_seq
      WHERE m.status = $1 AND b.state IN ('ready', 'claimed', 'sending', 'holding', 'unclear')`,
    [messageStatus.queued],
  );
  const stored = await source.database.query<{ many: number }>(
    "SELECT count(*)::int AS many FROM webhook_event WHERE applied_at IS NULL",
  );
  const reports =
    waiting.queue + waiting.scheduled + waiting.outcomes + waiting.callbacks + (stored.rows[0]?.many ?? 0);
  return { people: new Set(rows.map(pendingKey)), reports };
}
