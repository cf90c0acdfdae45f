import { type Halt, haltRemark } from "../campaigns/halt";
import type { CampaignStatus, CanaryState } from "../campaigns/status";
import { formatCounted, plural } from "../format";
import type { MessageStatus } from "./rules";

/** What surrounds a message of which its own row says nothing: its batch, its campaign, and all of sending. */
export type Surroundings = {
  campaign: CampaignStatus;
  /** Why it does not go on. */
  halt: Halt | null;
  canary: CanaryState;
  canaryPeople: number;
  canaryUntil: Date | null;
  isInCanary: boolean;
  isCalling: boolean;
  waitReason: (typeof waitReasons)[number];
  /** When its batch is due. */
  dueAt: Date;
  recall: (typeof recalls)[number] | null;
  sending: (typeof sendingStates)[number];
};

export const waitReasons = ["", "local_time", "quiet_hours"] as const;
export const recalls = ["asked", "recalled", "too_late", "failed"] as const;
export const sendingStates = ["allowed", "stopped", "locked"] as const;

/** Whether there is more to say than the state itself does. */
export function hasSurroundings(status: MessageStatus): boolean {
  return status === "queued" || status === "sent" || status === "dispatched";
}

/** Why a text has not left yet, or left although its campaign was canceled; null where that is plain. `time` shows an instant. */
export function surroundingWords(
  status: MessageStatus,
  around: Surroundings,
  now: Date,
  time: (instant: Date) => string,
): string | null {
  if (status === "queued") return waitingWords(around, now, time);
  return around.campaign === "canceled" ? recallWords(around.recall) : null;
}

/** What somebody has to end comes first, then what ends by itself, the latest first. */
function waitingWords(around: Surroundings, now: Date, time: (instant: Date) => string): string {
  const { campaign, halt, sending, waitReason, dueAt, isCalling } = around;
  if (isCalling) return "Being handed to Sinch right now";
  if (campaign === "canceled") return "Being canceled";
  if (sending === "stopped") return "All sending is stopped";
  if (sending === "locked") return "Sending is locked: this looks like a restored copy";
  if (campaign === "paused") return halt === null ? "The campaign is paused" : haltRemark(halt);
  if (waitReason === "quiet_hours" && dueAt > now) return `Quiet hours where they are, until ${time(dueAt)}`;
  if (waitReason === "local_time" && dueAt > now) return `Their local time comes at ${time(dueAt)}`;
  if (waitsForCanary(around)) return canaryWords(around, time);
  return dueAt > now ? `Is tried again at ${time(dueAt)}` : "Next in line";
}

function waitsForCanary({ canary, isInCanary }: Surroundings): boolean {
  return !isInCanary && canary !== "" && canary !== "passed";
}

function canaryWords({ canary, canaryPeople, canaryUntil }: Surroundings, time: (instant: Date) => string): string {
  const first = `the first ${plural(canaryPeople, "person", formatCounted(canaryPeople, "person", "people"))}`;
  if (canary === "waiting" && canaryUntil) return `Waits for what becomes of ${first}, until ${time(canaryUntil)}`;
  return `Waits for ${first} to go ahead`;
}

/** Of a text that left, or of which Sinch did not say that it took it back. */
function recallWords(recall: Surroundings["recall"]): string | null {
  switch (recall) {
    case "asked":
      return "Sinch is asked to take it back";
    case "failed":
      return "The campaign was canceled, but Sinch could not be asked to take it back";
    case "recalled":
    case "too_late":
      return "It had left when the campaign was canceled";
    case null:
      return null;
  }
}
