import "server-only";
import type { Sql } from "../db/pool";
import { enqueue } from "../jobs/enqueue";

/** Enough to hide the round trips at high rates; at low ones they wait for the same tokens. */
const lanes = 4;

/** Wakes a campaign's lanes. A lane that already runs looks again by itself; one that waits is not doubled. */
export async function enqueueDispatch(tx: Sql, campaignId: number): Promise<void> {
  for (let lane = 0; lane < lanes; lane++) await enqueue(tx, "campaign.dispatch", { campaignId, lane });
}
