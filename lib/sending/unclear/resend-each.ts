import "server-only";
import { addBatchEvent } from "../../campaigns/batch-events";
import { inTransaction } from "../../db/transaction";
import { formatCount, formatCounted } from "../../format";
import { lockBatches, moveMessages } from "../../messages/commands";
import { messageStatus } from "../../messages/rules";
import type { RecipientOutcome } from "../../sinch";
import { finish as finishAttempt } from "../lane/attempt";
import type { Again } from "./record-again";
import { decideAgain } from "./record-again";

/**
 * A second try where everybody has an outcome of their own. Accepted people are sent; of all others nobody knows after
 * the first try, whatever became of the second, so they stay unclear. Only if Sinch took nobody at all is it tried again
 * without asking once more.
 */
export async function recordEachAgain(
  again: Again,
  outcomes: readonly Pick<RecipientOutcome, "outcome">[],
): Promise<void> {
  const { batch, composition, reference } = again;
  const kinds = outcomes.map(({ outcome }) => outcome.kind);
  const isUntaken = kinds.every((kind) => kind === "throttled" || kind === "not_sent");
  const sent = composition.accepted.filter((_, index) => kinds[index] === "accepted");
  await inTransaction(async (tx) => {
    await lockBatches(tx, [batch.id]);
    await moveMessages(
      tx,
      sent.map((move) => ({ ...move, status: messageStatus.sent })),
      "engine",
    );
    await finishAttempt.run(tx, {
      reference,
      kind: outcomeOf(kinds),
      providerBatchId: null,
      code: null,
      reason: null,
    });
    const decision = isUntaken ? "resend" : "";
    await decideAgain.run(tx, { id: batch.id, epoch: batch.epoch, decision, seconds: isUntaken ? soonSeconds : 0 });
    await addBatchEvent(tx, batch.id, isUntaken ? "not_taken" : "resent", wordsOf(kinds, sent.length));
  });
}

const soonSeconds = 10;

type Kind = RecipientOutcome["outcome"]["kind"];

function outcomeOf(kinds: readonly Kind[]): Kind {
  if (kinds.includes("unknown")) return "unknown";
  return kinds.find((kind) => kind !== "accepted") ?? "accepted";
}

function wordsOf(kinds: readonly Kind[], sent: number): string {
  const unknown = kinds.filter((kind) => kind === "unknown").length;
  const refused = kinds.length - sent - unknown;
  const parts = [`Sinch accepted ${formatCount(sent)}`];
  if (unknown > 0) parts.push(`for ${formatCount(unknown)} no answer came`);
  if (refused > 0) parts.push(`${formatCounted(refused, "was", "were")} not taken`);
  return parts.join(", ");
}
