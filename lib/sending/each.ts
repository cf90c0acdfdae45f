import type { MessageMove } from "../messages/commands";
import { messageStatus } from "../messages/rules";
import type { RecipientOutcome, SendOutcome } from "../sinch";
import { type AfterAttempt, afterAttempt } from "./after-attempt";

/**
 * A batch whose recipients each have an outcome of their own (the Conversation API sends one message a call). No I/O.
 * Whoever was surely not accepted stays queued and is tried again with the rest of the batch; whoever may have been
 * accepted is unclear and is never sent again blindly.
 */
export type EachResult = { after: AfterAttempt; kind: SendOutcome["kind"]; moves: MessageMove[] };

/** `accepted` in the order of `outcomes`: what each message becomes once Sinch has it. */
export function afterEach(
  accepted: readonly MessageMove[],
  outcomes: readonly RecipientOutcome[],
  attempts: number,
): EachResult {
  const moves: MessageMove[] = [];
  const kinds = new Map<AfterAttempt["state"], { after: AfterAttempt; kind: SendOutcome["kind"] }>();
  for (const [index, { outcome }] of outcomes.entries()) {
    const after = afterAttempt(outcome, attempts);
    const move = accepted[index];
    if (move) moves.push(...moveFor(move, after));
    kinds.set(after.state, { after: strongest(kinds.get(after.state)?.after, after), kind: outcome.kind });
  }
  // Somebody to try again first, then somebody unclear: that decides what becomes of the batch.
  const decisive = kinds.get("ready") ?? kinds.get("unknown") ?? kinds.get("accepted") ?? kinds.get("rejected");
  if (!decisive) throw new Error("a batch without recipients was sent");
  return { ...decisive, moves };
}

function moveFor(move: MessageMove, after: AfterAttempt): MessageMove[] {
  switch (after.state) {
    case "accepted":
      return [move];
    case "unknown":
      return [{ ...move, status: messageStatus.unclear }];
    case "rejected":
      return [{ ...move, status: messageStatus.rejected, parts: 0 }];
    case "ready":
      return [];
  }
}

/** Of two reasons to try again, the longer wait, and the pause if either asks for it. */
function strongest(known: AfterAttempt | undefined, next: AfterAttempt): AfterAttempt {
  if (known?.state !== "ready" || next.state !== "ready") return next;
  const slower = known.retryAfterMs > next.retryAfterMs ? known : next;
  return { ...slower, pauseCampaign: known.pauseCampaign || next.pauseCampaign };
}
