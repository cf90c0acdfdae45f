import "server-only";
import { prisma } from "../../db/prisma";
import { sql } from "../../db/sql";
import { statement } from "../../db/statement";
import { int, text } from "../../db/types";
import { AppError } from "../../errors";
import type { Actor } from "../../events/actor";
import { recordEvent } from "../../events/record";
import { addBatchEvent } from "../batch-events";
import type { UnclearDecision } from "../schema";

/**
 * A person decides about a batch of which nobody knows whether Sinch took it, once the engine has asked. The engine sends
 * it again with an attempt of its own, or leaves it as it is; what turns up at Sinch later counts in either case. A worker that
 * looks at the batch right now knows nothing of it: with a new epoch it cannot put the batch off any more.
 */
export async function decideUnclear(actor: Actor, { campaignId, batchId, decision }: UnclearDecision): Promise<void> {
  await prisma().$transaction(async (tx) => {
    const decided = await decide.run(tx, { batchId, campaignId, decision });
    if (decided === 0) {
      throw new AppError("conflict", "This batch was settled or decided upon meanwhile. Nothing was changed.");
    }
    await addBatchEvent(tx, batchId, "decided", `${actor.name} decided: ${words[decision]}.`);
    const event = { object: "campaign", objectId: campaignId, kind: "batch_decided", data: { batchId, decision } };
    await recordEvent(tx, { ...event, actor });
  });
}

// When a batch is due is the database's clock.
const decide = statement(
  { name: "decide-unclear", params: { batchId: int, campaignId: int, decision: text } },
  ({ batchId, campaignId, decision }) => sql`
    UPDATE batch SET decision = ${decision}, epoch = epoch + 1, next_attempt_at = clock_timestamp(), updated_at = now()
     WHERE id = ${batchId} AND campaign_id = ${campaignId} AND state = 'unclear' AND decision = 'asked'`,
);

const words = { resend: "send it again", leave: "leave it as it is" };
