import "server-only";
import type { Sql } from "../../db/pool";
import { enqueue } from "../../jobs/enqueue";

/** What turns up at Sinch after its campaign was canceled is taken back as far as possible, like the rest. */
export async function recallIfCanceled(tx: Sql, campaignId: number): Promise<void> {
  const result = await tx.query("SELECT 1 FROM campaign WHERE id = $1 AND status = 'canceled'", [campaignId]);
  if (result.rowCount === 1) await enqueue(tx, "campaign.cancel", { campaignId });
}
