import "server-only";
import type { z } from "zod";
import { audienceSchema } from "../../audience/schema";
import type { Sql } from "../../db/pool";
import { inTransaction } from "../../db/transaction";
import { AppError } from "../../errors";
import { type Actor, personIdOf } from "../../events/actor";
import { recordEvent } from "../../events/record";
import { readCampaignLive } from "../live/read";
import type { followUpSchema } from "../schema";
import { isOver } from "../status";

/**
 * A new draft with the text of a campaign that is over, for exactly those it did not reach for a passing reason. Nobody is
 * written to again by itself: somebody reads the draft and sends it. A second one has to be asked for twice.
 */
export async function followUpCampaign(
  actor: Actor,
  { campaignId, again }: z.output<typeof followUpSchema>,
): Promise<{ campaignId: number }> {
  const { status, unreached } = await readCampaignLive(campaignId);
  if (!isOver(status)) throw new AppError("conflict", "This campaign is not over yet.");
  if (unreached === 0) throw new AppError("invalid", "There is nobody whom another try may reach.");
  return inTransaction(async (tx) => {
    const original = await lockOriginal(tx, campaignId);
    if (!again && original.followUps > 0) {
      throw new AppError("conflict", "Somebody made a follow-up of this campaign already. Look at it first.");
    }
    const created = await tx.query<{ id: number }>(
      `INSERT INTO campaign (name, body, audience, created_by_id, updated_at) VALUES ($1, $2, $3, $4, now()) RETURNING id`,
      [
        `${original.name.slice(0, 108)} (follow-up)`,
        original.body,
        JSON.stringify(audienceSchema.parse({ followUpOf: campaignId })),
        personIdOf(actor),
      ],
    );
    const id = created.rows[0]?.id ?? 0;
    await recordEvent(tx, {
      object: "campaign",
      objectId: id,
      kind: "created",
      data: { followUpOf: campaignId },
      actor,
    });
    return { campaignId: id };
  });
}

type Original = { name: string; body: string; followUps: number };

/** Locked, so that two who press at once do not both find that there is none yet. */
async function lockOriginal(tx: Sql, campaignId: number): Promise<Original> {
  const found = await tx.query<Omit<Original, "followUps">>(
    "SELECT name, body FROM campaign WHERE id = $1 FOR UPDATE",
    [campaignId],
  );
  const original = found.rows[0];
  if (!original) throw new AppError("not_found", "This campaign no longer exists.");
  const { rowCount } = await tx.query("SELECT FROM campaign WHERE (audience ->> 'followUpOf')::int = $1", [campaignId]);
  return { ...original, followUps: rowCount ?? 0 };
}
