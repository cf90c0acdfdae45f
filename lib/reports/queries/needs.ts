import "server-only";
import type { Viewer } from "../../auth/viewer";
import { pool } from "../../db/pool";
import { prisma } from "../../db/prisma";
import { sql } from "../../db/sql";
import { statement } from "../../db/statement";
import { bigint, int, json, known, nullable } from "../../db/types";
import { messageStatus } from "../../messages/rules";
import type { FirstSteps, Needs } from "../views";

/** What waits for a person. */
export async function getNeeds(_viewer: Viewer): Promise<Needs> {
  const { batches, people, unclearIn, paused, unstarted, drafts, latest } = await readNeeds.one(pool());
  return {
    unclear: unclearIn === null ? null : { batches, people, campaignId: unclearIn },
    paused,
    unstarted,
    drafts: latest === null ? null : { count: drafts, latest },
  };
}

// Counters lead to the few campaigns with unclear messages; only their batches are looked at.
const readNeeds = statement(
  {
    name: "needs",
    row: {
      batches: known(bigint, "count"),
      people: known(bigint, "coalesce"),
      unclearIn: nullable(int),
      paused: known(json<Needs["paused"]>(), "coalesce"),
      unstarted: known(json<Needs["unstarted"]>(), "coalesce"),
      drafts: known(bigint, "count"),
      latest: nullable(json<NonNullable<Needs["drafts"]>["latest"]>()),
    },
  },
  () => sql`
  WITH unclear AS MATERIALIZED (
    SELECT campaign_id, messages FROM campaign_counter WHERE status = ${messageStatus.unclear} AND messages > 0
  )
  SELECT (SELECT count(*) FROM batch
           WHERE campaign_id IN (SELECT campaign_id FROM unclear) AND state = 'unclear') AS batches,
         (SELECT coalesce(sum(messages), 0)::bigint FROM unclear) AS people,
         (SELECT max(campaign_id) FROM unclear) AS "unclearIn",
         (SELECT coalesce(jsonb_agg(jsonb_build_object('id', id, 'name', name, 'halt', halt)), '[]')
            FROM (SELECT id, name, halt FROM campaign
                   WHERE status = 'paused' AND halt ->> 'code' <> 'by_person' ORDER BY id DESC LIMIT 3) AS p) AS paused,
         (SELECT coalesce(jsonb_agg(jsonb_build_object('id', id, 'name', name, 'halt', halt)), '[]')
            FROM (SELECT id, name, halt FROM campaign
                   WHERE status = 'scheduled' AND halt IS NOT NULL ORDER BY starts_at DESC LIMIT 3) AS u) AS unstarted,
         (SELECT count(*) FROM campaign WHERE status = 'draft') AS drafts,
         (SELECT jsonb_build_object('id', id, 'name', name, 'editedAt', updated_at)
            FROM campaign WHERE status = 'draft' ORDER BY updated_at DESC, id DESC LIMIT 1) AS latest`,
);

export async function getFirstSteps(_viewer: Viewer): Promise<FirstSteps> {
  const { tableCounter, campaign, directMessage } = prisma();
  const select = { id: true };
  const [subscribers, anyCampaign, launched, test] = await Promise.all([
    tableCounter.findUnique({ where: { name: "subscriber" }, select: { total: true } }),
    campaign.findFirst({ select }),
    campaign.findFirst({ where: { launchedAt: { not: null } }, select }),
    directMessage.findFirst({ where: { kind: "test" }, select }),
  ]);
  return {
    subscribers: subscribers?.total ?? 0,
    hasCampaign: anyCampaign !== null,
    hasTest: test !== null,
    hasLaunched: launched !== null,
  };
}
