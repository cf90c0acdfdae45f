import "server-only";
import type { Viewer } from "../../auth/viewer";
import { now } from "../../clock";
import { pool } from "../../db/pool";
import { sql } from "../../db/sql";
import { type RowOf, statement } from "../../db/statement";
import { arrayOf, bigint, bool, instant, int, json, known, nullable, oneOf, text } from "../../db/types";
import { env } from "../../env";
import { AppError } from "../../errors";
import { messageStatus } from "../../messages/rules";
import type { Halt } from "../halt";
import { campaignStatuses } from "../status";
import type { CampaignLive, Waiting } from "../views";
import {
  audienceOf,
  type Counter,
  countOf,
  countUnreached,
  estimateFinish,
  failuresOf,
  isSettled,
  ledgerOf,
  recallOf,
  skipsOf,
  waitingOf,
} from "./ledger";
import { type Limiter, planTroubleOf } from "./plan-trouble";

export async function getCampaignLive(_viewer: Viewer, campaignId: number): Promise<CampaignLive> {
  return readCampaignLive(campaignId);
}

/** For commands, which know no viewer. */
export async function readCampaignLive(campaignId: number): Promise<CampaignLive> {
  const live = (await readLive([campaignId])).get(campaignId);
  if (!live) throw new AppError("not_found", "This campaign no longer exists.");
  return live;
}

/** Without `rate`, which only somebody who looks twice can know. One statement, however many campaigns. */
export async function readLive(campaignIds: readonly number[]): Promise<Map<number, CampaignLive>> {
  const { SINCH_MESSAGES_PER_SECOND, sinch } = env();
  const records = await liveOf.rows(pool(), { campaignIds, plan: sinch.account });
  const at = now();
  return new Map(records.map((record) => [record.id, toLive(record, SINCH_MESSAGES_PER_SECOND, at)]));
}

/**
 * Batches of `c` that wait for an hour, by instant. One that was never claimed holds its recipients; of one that was, those are
 * gone who were in a call or were skipped since. Reads the waiting batches only, some ten thousand at ten million people.
 */
const waitingSql = sql`
  SELECT jsonb_agg(jsonb_build_object('until', until, 'why', why, 'people', people) ORDER BY until, why)
    FROM (SELECT b.next_attempt_at AS until, b.wait_reason AS why,
                 sum(CASE WHEN b.epoch = 0 THEN b.recipients ELSE b.last_seq - b.first_seq + 1
                      - (SELECT count(*) FROM message_exception e
                          WHERE e.campaign_id = c.id AND e.status = ${messageStatus.skipped} AND e.seq BETWEEN b.first_seq AND b.last_seq)
                      - (SELECT coalesce(sum(a.recipients), 0) FROM batch_attempt a
                          WHERE a.batch_id = b.id AND a.outcome NOT IN ('throttled', 'not_sent')) END)::int AS people
            FROM batch b
           WHERE b.campaign_id = c.id AND b.state = 'ready' AND b.wait_reason <> '' AND b.next_attempt_at > now()
           GROUP BY 1, 2) AS part
   WHERE people > 0`;

// Three primary-key reads per campaign, some 20 counters, a row of replies and the plan's, whatever the size of the campaign; and what waits.
const liveOf = statement(
  {
    name: "campaigns-live",
    params: { campaignIds: arrayOf(int), plan: text },
    row: {
      id: int,
      status: oneOf(campaignStatuses),
      halt: nullable(json<Halt>()),
      launchedAt: nullable(instant),
      startedAt: nullable(instant),
      finishedAt: nullable(instant),
      isExpanded: known(bool, "IS NOT NULL has no third answer"),
      canary: nullable(json<NonNullable<CampaignLive["canary"]>>()),
      limits: known(json<CampaignLive["limits"]>(), "an object that is built"),
      expiresAt: nullable(instant),
      waiting: known(json<Waiting["parts"]>(), "coalesce"),
      lastBatchEvent: known(bigint, "coalesce"),
      recallAsked: int,
      isRecalling: known(bool, "EXISTS"),
      optOuts: known(int, "coalesce"),
      replies: known(int, "coalesce"),
      counters: known(json<Counter[]>(), "coalesce"),
      limiter: nullable(json<Limiter>()),
    },
  },
  ({ campaignIds, plan }) => sql`
  SELECT c.id, c.status, c.halt, c.launched_at AS "launchedAt",
         c.started_at AS "startedAt", c.finished_at AS "finishedAt", c.expanded_at IS NOT NULL AS "isExpanded",
         CASE WHEN c.canary_state <> ''
              THEN jsonb_build_object('state', c.canary_state, 'people', c.canary_people, 'until', c.canary_until,
                                     'waitMinutes', c.guards #> '{canary,waitMinutes}') END AS canary,
         jsonb_build_object('maxFailedPercent', c.guards -> 'maxFailedPercent',
                           'maxOptOutPercent', c.guards -> 'maxOptOutPercent') AS limits,
         c.expires_at AS "expiresAt",
         CASE WHEN c.status IN ('preparing', 'sending', 'paused') THEN coalesce((${waitingSql}), '[]') ELSE '[]' END AS waiting,
         coalesce((SELECT max(e.id) FROM batch_event e WHERE e.campaign_id = c.id), 0) AS "lastBatchEvent",
         c.recall_asked AS "recallAsked",
         c.recall_asked > 0 AND EXISTS (SELECT 1 FROM batch b WHERE b.campaign_id = c.id AND b.recall = 'asked') AS "isRecalling",
         coalesce(r.opt_outs, 0) AS "optOuts", coalesce(r.replies, 0) AS replies,
         coalesce((SELECT jsonb_agg(jsonb_build_object('status', k.status, 'code', k.code,
                                                     'messages', k.messages, 'parts', k.parts))
                     FROM campaign_counter k WHERE k.campaign_id = c.id AND k.messages <> 0), '[]') AS counters,
         (SELECT jsonb_build_object('share', p.share, 'loweredAt', p.lowered_at, 'strikes', p.strikes,
                                   'brokenUntil', p.broken_until, 'now', extract(epoch FROM clock_timestamp()))
            FROM plan_limiter p WHERE p.plan = ${plan}) AS limiter
    FROM campaign c LEFT JOIN campaign_reply r ON r.campaign_id = c.id
   WHERE c.id = ANY (${campaignIds}::int[])`,
);

type LiveRecord = RowOf<typeof liveOf>;

function toLive(record: LiveRecord, messagesPerSecond: number, at: Date): CampaignLive {
  const {
    counters,
    launchedAt,
    startedAt,
    finishedAt,
    expiresAt,
    waiting: parts,
    limiter,
    recallAsked,
    isRecalling,
    ...facts
  } = record;
  const waiting = waitingOf(parts);
  const ledger = ledgerOf(counters);
  const pending = ledger.toGo + countOf(counters, messageStatus.unclear, messageStatus.sent, messageStatus.dispatched);
  return {
    ...facts,
    launchedAt: launchedAt?.toISOString() ?? null,
    startedAt: startedAt?.toISOString() ?? null,
    finishedAt: finishedAt?.toISOString() ?? null,
    ledger,
    audience: audienceOf(ledger),
    delivered: countOf(counters, messageStatus.delivered),
    unclear: countOf(counters, messageStatus.unclear),
    recall: recallOf(counters, recallAsked, isRecalling),
    parts: counters.reduce((sum, counter) => sum + counter.parts, 0),
    failures: failuresOf(counters),
    skips: skipsOf(counters),
    unreached: countUnreached(counters),
    planTrouble: planTroubleOf(limiter, record.status, messagesPerSecond),
    rate: null,
    estimatedFinishAt:
      estimateFinish(record.status, ledger.toGo, messagesPerSecond, at, record.canary, waiting)?.toISOString() ?? null,
    waiting,
    expiresAt: expiresAt?.toISOString() ?? null,
    isSettled: isSettled(record.status, finishedAt, pending, at),
  };
}
