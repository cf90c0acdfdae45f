import type { RecipientOutcome, SendOutcome } from "../types";
import type { Pace } from "./pace";

/**
 * One send for each recipient, so many at once, at the app's rate. As soon as an answer says that no other would
 * fare better (throttled, nobody there, the account is at fault), the rest is not tried and gets that same answer,
 * which is true of them: they were surely not sent. An abort leaves what was not begun as `not_sent`.
 */
export type FanOut = {
  recipients: readonly string[];
  concurrency: number;
  pace: Pace;
  send: (recipient: string) => Promise<SendOutcome>;
  signal?: AbortSignal | undefined;
  onOutcome?: ((outcome: RecipientOutcome) => void) | undefined;
};

export async function fanOut({ recipients, concurrency, pace, send, signal, onOutcome }: FanOut) {
  const outcomes = new Array<RecipientOutcome>(recipients.length);
  let next = 0;
  let halt: SendOutcome | null = null;

  async function lane(): Promise<void> {
    for (let index = next++; index < recipients.length; index = next++) {
      const recipient = recipients[index] ?? "";
      if (!halt) await pace.turn(signal);
      if (!halt && signal?.aborted) halt = { kind: "not_sent", reason: "aborted" };
      const outcome: SendOutcome = halt ?? (await send(recipient));
      if (isForAll(outcome)) halt ??= outcome;
      if (outcome.kind === "throttled") pace.rest(outcome.retryAfterMs);
      outcomes[index] = { recipient, outcome };
      onOutcome?.({ recipient, outcome });
    }
  }

  await Promise.all(Array.from({ length: Math.min(concurrency, recipients.length) }, lane));
  return outcomes;
}

function isForAll(outcome: SendOutcome): boolean {
  if (outcome.kind === "rejected") return !outcome.permanent;
  return outcome.kind === "throttled" || outcome.kind === "not_sent";
}

/**
 * One word for a whole batch, for callers that know no other: only what is true of everybody. A batch of which some
 * were accepted must never be taken for one that may be sent again.
 */
export function sumUp(outcomes: readonly RecipientOutcome[]): SendOutcome {
  const [first, ...rest] = outcomes;
  if (!first) return { kind: "not_sent", reason: "nobody to send to" };
  const isAll = (kind: SendOutcome["kind"]) =>
    first.outcome.kind === kind && rest.every((one) => one.outcome.kind === kind);
  if (isAll("accepted") || isAll("throttled") || isAll("rejected") || isAll("not_sent")) return first.outcome;
  const isNone = outcomes.every(({ outcome }) => outcome.kind !== "accepted" && outcome.kind !== "unknown");
  const retryable = outcomes.find(({ outcome }) => outcome.kind === "throttled" || outcome.kind === "not_sent");
  if (isNone && retryable) return retryable.outcome;
  return { kind: "unknown", reason: "outcomes differ between recipients" };
}
