import { messageStatus, messageStatusOf, type SkipReason, skipReason } from "./rules";

/**
 * Codes in plain words, with what to do about them. Up to 418 they are Sinch's and the operators' own (sinch-api B.3);
 * from 600 on they stand for the words of the Conversation API (lib/sinch/callbacks/conversation/reasons.ts).
 */
export type Reason = { title: string; advice: string };

const skipReasons: Record<SkipReason, Reason> = {
  opted_out: { title: "Opted out", advice: "Only a recorded new consent can bring them back." },
  no_consent: { title: "No consent on record", advice: "Record when and how they agreed, then include them again." },
  number_changed: { title: "Number changed meanwhile", advice: "The number was edited after the audience was fixed." },
  deleted: { title: "Deleted meanwhile", advice: "The subscriber was deleted after the audience was fixed." },
  capped: { title: "Had enough texts lately", advice: "The organisation's frequency cap held them back." },
  too_late: { title: "Its time was over", advice: "It could not leave before the campaign's last moment." },
};

/** Sinch's code for a message that was canceled while it held it. */
export const canceledBySinch = 407;

const gone: Reason = { title: "Number not in service", advice: "Remove them: a new try will fail too." };
const unreachable: Reason = {
  title: "Phone switched off or out of reach",
  advice: "A new try at another hour may work.",
};
const blocked: Reason = { title: "Blocked by the operator", advice: "Often a missing sender registration." };
const barred: Reason = { title: "Blocked by the person or their operator", advice: "Leave them out next time." };
const full: Reason = { title: "Phone's memory was full", advice: "A new try at another hour may work." };
const transient: Reason = { title: "Temporary fault on the way", advice: "A new try may work." };
const sinchFault: Reason = { title: "Rejected by Sinch", advice: "Ask Sinch with the code shown here." };

const byCode: Record<number, Reason> = {
  402: gone,
  403: sinchFault,
  404: transient,
  405: { title: "A merge field had no value", advice: "Give the field a fallback." },
  406: { title: "Not delivered in time", advice: "The phone was out of reach until the message expired." },
  [canceledBySinch]: { title: "Taken back before it left", advice: "Sinch still held it when somebody canceled." },
  408: sinchFault,
  410: { title: "No sender number", advice: "Set a sender that belongs to the service plan." },
  411: { title: "Text too long", advice: "It needs more parts than the account allows." },
  412: { title: "Country not enabled", advice: "Ask Sinch to open this country for the account." },
  413: { title: "Account blocked or out of credit", advice: "Check the account at Sinch." },
  60: blocked,
  61: barred,
  62: { title: "Blocked because of its words", advice: "The operator filters the text; write it differently." },
  100: gone,
  150: gone,
  151: barred,
  153: unreachable,
  158: full,
  159: unreachable,
  201: unreachable,
  202: unreachable,
  205: gone,
  210: full,
  257: { title: "Opted out at the operator", advice: "The network blocks further messages to them." },
};

const setup: Reason = { title: "The app at Sinch is not set up", advice: "Check the SMS channel of the app at Sinch." };
const late: Reason = { title: "Not delivered in time", advice: "The phone was out of reach until it expired." };

/** Reasons of the Conversation API, in its order from 600 on. */
const byWord: Record<number, Reason> = {
  601: transient,
  602: transient,
  603: gone,
  604: unreachable,
  605: barred,
  606: { title: "Outside the hours allowed there", advice: "Send it at another time of day." },
  607: transient,
  608: setup,
  609: setup,
  613: unreachable,
  617: late,
  618: blocked,
  619: gone,
  621: setup,
  622: gone,
  624: setup,
  627: setup,
  628: late,
  630: { title: "No receipt from the operator", advice: "It may or may not have arrived." },
};

const ranges: [from: number, to: number, reason: Reason][] = [
  [1, 19, { title: "No route to the operator", advice: "Ask Sinch with the code shown here." }],
  [40, 56, sinchFault],
  [60, 77, blocked],
  [100, 164, gone],
  [200, 217, gone],
  [250, 257, barred],
  [300, 349, gone],
  [600, 699, sinchFault],
];

/**
 * After these another try at another hour may reach the person: the phone off or out of reach, its memory full, a passing
 * fault on the way. Sinch and the operators call them temporary; all others would fail again.
 */
export const transientCodes: readonly number[] = [
  ...[4, 14, 18, 40, 50, 51, 52, 56, 70, 71, 73, 74, 75, 76],
  ...[101, 102, 106, 107, 109, 111, 112, 114, 153, 155, 158, 159, 161, 162, 164],
  ...[200, 201, 202, 203, 207, 210, 211, 212, 214, 215, 217, 350, 360, 361, 362, 370],
  ...[404, 406, 601, 602, 604, 607, 613, 617, 628],
];

/** How a message ended that did not reach its person. Not one that was rejected, and not one of which nobody knows. */
export const unreachedStatuses = [messageStatus.failed, messageStatus.expired, messageStatus.aborted] as const;

/** Whether a follow-up would write to this person again. An expiry without a code is a phone out of reach. */
export function isUnreached(status: number, code: number): boolean {
  if (!unreachedStatuses.some((unreached) => unreached === status)) return false;
  return transientCodes.includes(code) || (status === messageStatus.expired && code === 0);
}

function passingReason(code: number): Reason | undefined {
  if (!transientCodes.includes(code)) return undefined;
  return code >= 200 && code <= 217 ? unreachable : transient;
}

const byStatus: Partial<Record<number, Reason>> = {
  [messageStatus.expired]: late,
  [messageStatus.unknown]: { title: "No receipt from the operator", advice: "It may or may not have arrived." },
  [messageStatus.unclear]: {
    title: "Unclear whether Sinch accepted it",
    advice: "The connection broke at the wrong moment. It is not sent again unless that is safe.",
  },
  [messageStatus.canceled]: { title: "Canceled before its turn", advice: "Somebody canceled the campaign." },
  [messageStatus.rejected]: sinchFault,
};

const skipByCode = new Map<number, Reason>(
  (Object.keys(skipReasons) as SkipReason[]).map((name) => [skipReason[name], skipReasons[name]]),
);

/** Why a message did not arrive; null where there is nothing to explain. */
export function reasonFor(status: number, code: number): Reason | null {
  const name = messageStatusOf(status);
  if (name === "skipped") return skipByCode.get(code) ?? { title: "Skipped", advice: "" };
  if (name === "queued" || name === "sent" || name === "dispatched" || name === "delivered") return null;
  const range = ranges.find(([from, to]) => code >= from && code <= to);
  return (
    byCode[code] ??
    byWord[code] ??
    passingReason(code) ??
    range?.[2] ??
    byStatus[status] ?? { title: "Failed", advice: "No reason was given." }
  );
}
