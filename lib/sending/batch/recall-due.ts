import "server-only";
import type { Sql } from "../../db/pool";
import { sql } from "../../db/sql";
import { statement } from "../../db/statement";
import { int } from "../../db/types";
import { enqueue } from "../../jobs/enqueue";

/** A batch that turns up at Sinch after its campaign was canceled is taken back as far as possible, like the rest. */
export async function recallIfCanceled(tx: Sql, campaignId: number): Promise<void> {
  if ((await findCanceled.run(tx, { campaignId })) === 1) await enqueue(tx, "campaign.cancel", { campaignId });
}

const findCanceled = statement(
  { name: "is-canceled", params: { campaignId: int } },
  ({ campaignId }) => sql`SELECT FROM campaign WHERE id = ${campaignId} AND status = 'canceled'`,
);
