import "server-only";
import type { Sql } from "../db/pool";
import { enqueueAll } from "../jobs/enqueue";
import { lanesFor, lanesPerWorker } from "../sending/rules";

/** Wakes a campaign's lanes. A lane that already runs looks again by itself; one that waits is not doubled. */
export async function enqueueDispatch(tx: Sql, campaignId: number): Promise<void> {
  const { lanes } = await getLanes(tx);
  const jobs = Array.from({ length: lanes }, (_, lane) => ({ campaignId, lane }));
  await enqueueAll(tx, "campaign.dispatch", jobs);
}

/** A worker that was not heard of for so long is none. */
const workerSilence = "15 seconds";

/** How many lanes each running campaign has now, and whether there are places for all of them at once. */
export async function getLanes(sql: Sql): Promise<{ lanes: number; hasPlaces: boolean }> {
  const result = await sql.query<{ campaigns: number; workers: number }>(
    `SELECT (SELECT count(*) FROM campaign WHERE status IN ('preparing', 'sending')) AS campaigns,
            (SELECT count(*) FROM worker WHERE seen_at > now() - interval '${workerSilence}') AS workers`,
  );
  const { campaigns, workers } = result.rows[0] ?? { campaigns: 1, workers: 1 };
  return { lanes: lanesFor(campaigns, workers), hasPlaces: campaigns <= lanesPerWorker * Math.max(1, workers) };
}
