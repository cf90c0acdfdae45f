import "server-only";
import { sql } from "../db/sql";
import { inTransaction } from "../db/transaction";
import { systemActor } from "../events/actor";
import { moveCampaign } from "./move";

/** How the engine ends or stops a campaign: safe to call at any time and twice. */
const engine = systemActor("sending");

/** `sent` once everybody has a message row and no batch is left to send. A paused one whose last moment is over needs nobody. */
export async function finishCampaign(campaignId: number): Promise<boolean> {
  const where = sql`
    c.expanded_at IS NOT NULL AND (c.status = 'sending' OR (c.status = 'paused' AND c.expires_at <= clock_timestamp()))
    AND NOT EXISTS (SELECT 1 FROM batch WHERE campaign_id = c.id AND state IN ('ready', 'claimed', 'sending'))`;
  const moved = await inTransaction((tx) =>
    moveCampaign(tx, campaignId, { to: "sent", set: sql`, finished_at = now()`, where, actor: engine }),
  );
  return moved !== null;
}

/** The account or the configuration refuses every batch: stop here and say why, instead of failing everybody. */
export async function pauseBecauseOf(campaignId: number, said: string): Promise<void> {
  const halt = { code: "refused_by_sinch", said } as const;
  await inTransaction((tx) => moveCampaign(tx, campaignId, { to: "paused", halt, actor: engine }));
}
