import { formatCounted } from "../format";

/**
 * The steps about a batch that did not go the normal way: the kinds of `batch_event`. `detail` is what
 * stands beside it: a reason in words, a code word, an instant, a name or a count.
 */
export const batchEventKinds = [
  "unknown",
  "not_found",
  "found",
  "held",
  "not_taken",
  "refused",
  "withdrawn",
  "withdraw_failed",
  "released",
  "resent",
  "duplicate",
  "nobody_left",
  "too_late",
  "asked",
  "decided",
] as const;
export type BatchEventKind = (typeof batchEventKinds)[number];

export type BatchEvent = { kind: BatchEventKind; detail: string; at: string };

/** Why a held try was taken back, and why a person was asked, as they follow "because". */
const because: Record<string, string> = {
  found: "an earlier try turned up at Sinch",
  second_try: "another try is held as well",
  opted_out: "somebody in it may no longer be texted",
  paused: "the campaign was paused",
  stopped: "all sending was stopped",
  canceled: "the campaign was canceled",
  not_verified: "Sinch could not be asked in time whether an earlier try went out",
  policy: "nothing is sent again by itself",
  tries: "it was tried too often",
  doubtful: "nobody can say whether a try was taken back in time",
};

/** One line of a batch's story. `time` shows an instant in the reader's zone. */
export function batchEventWords({ kind, detail }: BatchEvent, time: (instant: string) => string): string {
  switch (kind) {
    case "unknown":
      return detail === "" ? "Sinch's answer never came." : `Sinch's answer never came: ${detail}.`;
    case "not_found":
      return "Sinch was asked and did not know it.";
    case "found":
      return "It turned up at Sinch.";
    case "held":
      return `Tried again: Sinch holds the new try until ${time(detail)}.`;
    case "not_taken":
      return `A new try did not get through: ${detail}.`;
    case "refused":
      return `Sinch refused a new try: ${detail}.`;
    case "withdrawn":
      return detail === ""
        ? "The held try was taken back unsent."
        : `The held try was taken back unsent, because ${because[detail] ?? detail}.`;
    case "withdraw_failed":
      return `The held try could not be taken back yet: ${detail}.`;
    case "released":
      return "No earlier try turned up, so the held one went out.";
    case "resent":
      return `Sent again: ${detail}.`;
    case "duplicate":
      return `Sinch sent more than one try: ${formatCounted(Number(detail), "person", "people")} got the text twice.`;
    case "nobody_left":
      return "Nobody in it may still be texted, so it is not tried again.";
    case "too_late":
      return "The campaign's last moment is too near to try it again.";
    case "asked":
      return `Somebody has to decide, because ${because[detail] ?? detail}.`;
    case "decided":
      return detail;
  }
}

type Waiting = {
  state: "unclear" | "holding" | "duplicate";
  isAsked: boolean;
  isLeft: boolean;
  nextLookAt: string | null;
  heldUntil: string | null;
};

/** The next step, and its time. */
export function nextWords(batch: Waiting, time: (instant: string) => string): string {
  if (batch.state === "duplicate") return "Settled: nothing more leaves.";
  if (batch.heldUntil) {
    return `Sinch holds another try until ${time(batch.heldUntil)}. If the first one turns up by then, it is taken back unsent.`;
  }
  const look = batch.nextLookAt
    ? `Sinch is asked again at ${time(batch.nextLookAt)}.`
    : "Sinch has forgotten it by now.";
  if (batch.isAsked) return `It waits for your decision. Until then nothing is sent. ${look}`;
  return batch.isLeft ? `It stays as it is. ${look}` : look;
}
