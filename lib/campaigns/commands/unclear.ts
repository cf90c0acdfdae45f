import "server-only";
import { inTransaction } from "../../db/transaction";
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
  await inTransaction(async (tx) => {
    const decided = await tx.query(
      `UPDATE batch SET decision = $3, epoch = epoch + 1, next_attempt_at = clock_timestamp(), updated_at = now()
        WHERE id = $1 AND campaign_id = $2 AND state = 'unknown' AND decision = 'asked'`,
      [batchId, campaignId, decision],
    );
    if (decided.rowCount === 0) {
      throw new AppError("conflict", "This batch was settled or decided upon meanwhile. Nothing was changed.");
    }
    await addBatchEvent(tx, batchId, "decided", `${actor.name} decided: ${words[decision]}.`);
    await recordEvent(tx, {
      object: "campaign",
      objectId: campaignId,
      kind: "batch_decided",
      data: { batchId, decision },
      actor,
    });
  });
}

const words = { resend: "send it again", leave: "leave it as it is" };
