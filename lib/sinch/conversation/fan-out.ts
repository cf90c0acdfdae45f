import { performance } from "node:perf_hooks";
import type { RecipientOutcome, SendOutcome } from "../types";
import type { Pace } from "./pace";

/**
 * One send for each recipient, so many at once, at the app's rate. As soon as an answer says that no other would
 * fare better (throttled, nobody there, the account is at fault), the rest is not tried and gets that same answer,
 * which is true of them: they were surely not sent. An abort or a stop leaves what was not begun as `not_sent`, and so does
 * the end of the time: the whole is over within `timeoutMs`, whatever the other side does, so that a lease can be
 * trusted. Towards the end nothing is begun any more, since it could hardly be answered.
 */
export type FanOut = {
  recipients: readonly string[];
  concurrency: number;
  pace: Pace;
  timeoutMs: number;
  send: (recipient: string, leftMs: number) => Promise<SendOutcome>;
  signal?: AbortSignal | undefined;
  stop?: AbortSignal | undefined;
  onOutcome?: ((outcome: RecipientOutcome) => void) | undefined;
};

const longestReserveMs = 10_000;

export async function fanOut({ recipients, concurrency, pace, timeoutMs, send, signal, stop, onOutcome }: FanOut) {
  const outcomes = new Array<RecipientOutcome>(recipients.length);
  const endsAt = performance.now() + timeoutMs;
  const reserveMs = Math.min(longestReserveMs, timeoutMs / 3);
  const over = signalFor(timeoutMs - reserveMs, signal, stop);
  let next = 0;
  // While Sinch wants to be left alone, that is the answer.
  const restMs = pace.restLeftMs();
  let halt: SendOutcome | null = restMs > 0 ? { kind: "throttled", retryAfterMs: restMs } : null;

  async function lane(): Promise<void> {
    for (let index = next++; index < recipients.length; index = next++) {
      const recipient = recipients[index] ?? "";
      if (!halt) await pace.turn(over);
      if (!halt && over.aborted) halt = { kind: "not_sent", reason: reasonOf(signal, stop) };
      const outcome: SendOutcome = halt ?? (await send(recipient, endsAt - performance.now()));
      if (!halt && isForAll(outcome)) {
        halt = outcome;
        if (outcome.kind === "throttled") pace.rest(outcome.retryAfterMs);
      }
      outcomes[index] = { recipient, outcome };
      onOutcome?.({ recipient, outcome });
    }
  }

  await Promise.all(Array.from({ length: Math.min(concurrency, recipients.length) }, lane));
  return outcomes;
}

function signalFor(ms: number, ...others: (AbortSignal | undefined)[]): AbortSignal {
  const timeout = AbortSignal.timeout(Math.max(0, Math.floor(ms)));
  return AbortSignal.any([timeout, ...others.filter((signal) => signal !== undefined)]);
}

function reasonOf(signal: AbortSignal | undefined, stop: AbortSignal | undefined): string {
  return signal?.aborted || stop?.aborted ? "aborted" : "no time left";
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
