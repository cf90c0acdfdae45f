import type { SendOutcome } from "../sinch";

export type AfterAttempt =
  | { state: "accepted"; providerBatchId: string }
  | { state: "rejected"; code: string; reason: string }
  | { state: "unknown"; reason: string }
  /** Surely not accepted: the same batch is tried again, as a new attempt. */
  | { state: "ready"; retryAfterMs: number; reason: string; pauseCampaign: boolean };

/** What an outcome means for the batch. `attempts` counts the one just made. */
export function afterAttempt(outcome: SendOutcome, attempts: number): AfterAttempt {
  switch (outcome.kind) {
    case "accepted":
      return { state: "accepted", providerBatchId: outcome.providerId };
    case "unknown":
      return { state: "unknown", reason: outcome.reason };
    case "throttled":
      return { state: "ready", retryAfterMs: outcome.retryAfterMs, reason: "throttled", pauseCampaign: false };
    case "not_sent":
      return { state: "ready", retryAfterMs: backoffMs(attempts), reason: outcome.reason, pauseCampaign: false };
    case "rejected":
      if (outcome.permanent) return { state: "rejected", code: outcome.code, reason: outcome.text };
      // The account or the configuration is at fault: every batch would be refused, so people are not marked failed.
      return {
        state: "ready",
        retryAfterMs: backoffMs(attempts),
        reason: `${outcome.code}: ${outcome.text}`,
        pauseCampaign: true,
      };
  }
}

function backoffMs(attempts: number): number {
  return Math.min(60_000, 1_000 * 2 ** Math.min(attempts - 1, 6));
}
