import "server-only";
import type { Viewer } from "../../auth/viewer";
import { pool } from "../../db/pool";
import { messageStatus } from "../../messages/rules";
import type { FirstSteps, Needs } from "../views";

/** What waits for a person. */
export async function getNeeds(_viewer: Viewer): Promise<Needs> {
  const { rows } = await pool().query<NeedsRecord>(needsSql);
  const { batches, people, unclearIn, paused, unstarted, drafts, latest } = rows[0] ?? nothing;
  return {
    unclear: unclearIn === null ? null : { batches, people, campaignId: unclearIn },
    paused,
    unstarted,
    drafts: latest === null ? null : { count: drafts, latest },
  };
}

type NeedsRecord = {
  batches: number;
  people: number;
  unclearIn: number | null;
  paused: Needs["paused"];
  unstarted: Needs["unstarted"];
  drafts: number;
  latest: { id: number; name: string; editedAt: string } | null;
};

const nothing: NeedsRecord = {
  batches: 0,
  people: 0,
  unclearIn: null,
  paused: [],
  unstarted: [],
  drafts: 0,
  latest: null,
};

// Counters lead to the few campaigns with unclear messages; only their batches are looked at.
const needsSql = `
  WITH unclear AS MATERIALIZED (
    SELECT campaign_id, messages FROM campaign_counter WHERE status = ${messageStatus.unclear} AND messages > 0
  )
  SELECT (SELECT count(*)::int FROM batch
           WHERE campaign_id IN (SELECT campaign_id FROM unclear) AND state = 'unknown') AS batches,
         (SELECT coalesce(sum(messages), 0)::int FROM unclear) AS people,
         (SELECT max(campaign_id) FROM unclear) AS "unclearIn",
         (SELECT coalesce(json_agg(json_build_object('id', id, 'name', name, 'halt', halt)), '[]')
            FROM (SELECT id, name, halt FROM campaign
                   WHERE status = 'paused' AND halt ->> 'code' <> 'by_person' ORDER BY id DESC LIMIT 3) AS p) AS paused,
         (SELECT coalesce(json_agg(json_build_object('id', id, 'name', name, 'halt', halt)), '[]')
            FROM (SELECT id, name, halt FROM campaign
                   WHERE status = 'scheduled' AND halt IS NOT NULL ORDER BY starts_at DESC LIMIT 3) AS u) AS unstarted,
         (SELECT count(*)::int FROM campaign WHERE status = 'draft') AS drafts,
         (SELECT json_build_object('id', id, 'name', name, 'editedAt', updated_at)
            FROM campaign WHERE status = 'draft' ORDER BY updated_at DESC, id DESC LIMIT 1) AS latest`;

export async function getFirstSteps(_viewer: Viewer): Promise<FirstSteps> {
  const { rows } = await pool().query<FirstSteps>(
    `SELECT coalesce((SELECT total FROM table_counter WHERE name = 'subscriber'), 0) AS subscribers,
            EXISTS (SELECT 1 FROM campaign) AS "hasCampaign",
            EXISTS (SELECT 1 FROM direct_message WHERE kind = 'test') AS "hasTest",
            EXISTS (SELECT 1 FROM campaign WHERE launched_at IS NOT NULL) AS "hasLaunched"`,
  );
  return rows[0] ?? { subscribers: 0, hasCampaign: false, hasTest: false, hasLaunched: false };
}
