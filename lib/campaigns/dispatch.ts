import "server-only";
import { sql } from "../db/sql";
import { type Executor, statement } from "../db/statement";
import { bigint, known } from "../db/types";
import { enqueueAll } from "../jobs/enqueue";
import { lanesFor, lanesPerWorker } from "../sending/rules";

/** Wakes a campaign's lanes. A lane that already runs looks again by itself; one that waits is not doubled. */
export async function enqueueDispatch(tx: Executor, campaignId: number): Promise<void> {
  const { lanes } = await getLanes(tx);
  const jobs = Array.from({ length: lanes }, (_, lane) => ({ campaignId, lane }));
  await enqueueAll(tx, "campaign.dispatch", jobs);
}

/** How many lanes each running campaign has now, and whether there are places for all of them at once. */
export async function getLanes(on: Executor): Promise<{ lanes: number; hasPlaces: boolean }> {
  const { campaigns, workers } = await countRunning.one(on);
  return { lanes: lanesFor(campaigns, workers), hasPlaces: campaigns <= lanesPerWorker * Math.max(1, workers) };
}

/** A worker that was not heard of for so long is none. */
const workerSilence = "15 seconds";

const countRunning = statement(
  { name: "count-running", row: { campaigns: known(bigint, "count"), workers: known(bigint, "count") } },
  () => sql`
    SELECT (SELECT count(*) FROM campaign WHERE status IN ('preparing', 'sending')) AS campaigns,
           (SELECT count(*) FROM worker WHERE seen_at > now() - interval ${workerSilence}) AS workers`,
);
