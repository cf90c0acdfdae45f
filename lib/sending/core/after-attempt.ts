/** The outcome of one call, as lib/sinch tells it: the same shape, so that this folder knows nothing of Sinch. */
export type CallOutcome =
  | { kind: "accepted"; providerId: string }
  | { kind: "throttled"; retryAfterMs: number }
  | { kind: "rejected"; code: string; text: string; permanent: boolean }
  | { kind: "not_sent"; reason: string }
  | { kind: "unknown"; reason: string };

export type AfterAttempt =
  | { state: "accepted"; providerBatchId: string }
  | { state: "rejected"; code: string; reason: string }
  | { state: "unclear"; reason: string }
  /** Surely not accepted: the same batch is tried again, as a new attempt. */
  | { state: "ready"; retryAfterMs: number; reason: string; pauseCampaign: boolean };

/** The consequences of an outcome for those who were in the call. `attempts` counts the one just made. */
export function afterAttempt(outcome: CallOutcome, attempts: number): AfterAttempt {
  switch (outcome.kind) {
    case "accepted":
      return { state: "accepted", providerBatchId: outcome.providerId };
    case "unknown":
      return { state: "unclear", reason: outcome.reason };
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

/** The verdict of a whole call, or of one for each recipient, on the batch and on everybody in the call. */
export type Verdict = {
  /** Decides over the batch. */
  after: AfterAttempt;
  /** The outcome of the attempt, for the books. */
  kind: CallOutcome["kind"];
  /** In the order of the call. */
  fates: Fate[];
};

/** The fate of one person. A person who stays `queued` was surely not accepted and is tried again. */
export type Fate = "queued" | "unclear" | "sent" | "rejected";

const fateAfter: Record<AfterAttempt["state"], Fate> = {
  accepted: "sent",
  rejected: "rejected",
  unclear: "unclear",
  ready: "queued",
};

/** One call for all of them. */
export function verdictOfCall(outcome: CallOutcome, people: number, attempts: number): Verdict {
  const after = afterAttempt(outcome, attempts);
  return { after, kind: outcome.kind, fates: new Array<Fate>(people).fill(fateAfter[after.state]) };
}

/**
 * A call for each (the Conversation API sends one message a call). People who were surely not accepted stay queued and are
 * tried again with the rest of the batch; people who may have been accepted are unclear and are never sent again blindly.
 */
export function verdictOfEach(outcomes: readonly CallOutcome[], attempts: number): Verdict {
  const kinds = new Map<AfterAttempt["state"], Pick<Verdict, "after" | "kind">>();
  const fates: Fate[] = [];
  for (const outcome of outcomes) {
    const after = afterAttempt(outcome, attempts);
    fates.push(fateAfter[after.state]);
    kinds.set(after.state, { after: strongest(kinds.get(after.state)?.after, after), kind: outcome.kind });
  }
  // People to try again come first, then unclear ones: that decides what becomes of the batch.
  const decisive = kinds.get("ready") ?? kinds.get("unclear") ?? kinds.get("accepted") ?? kinds.get("rejected");
  if (!decisive) throw new Error("a batch without recipients was sent");
  // Whatever becomes of the batch: an attempt with somebody unclear in it is one to look up.
  return { after: decisive.after, kind: kinds.has("unclear") ? "unknown" : decisive.kind, fates };
}

/** Of two reasons to try again, the longer wait, and the pause if either asks for it. */
function strongest(known: AfterAttempt | undefined, next: AfterAttempt): AfterAttempt {
  if (known?.state !== "ready" || next.state !== "ready") return next;
  const slower = known.retryAfterMs > next.retryAfterMs ? known : next;
  return { ...slower, pauseCampaign: known.pauseCampaign || next.pauseCampaign };
}
