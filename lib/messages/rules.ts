/**
 * The states of a message. A state only climbs: queued < unclear < sent < dispatched < final,
 * and a final one is written once, but `unknown` may still become another final one.
 * The numbers are what the table `message` holds; their order is the order of the ladder.
 */
export const messageStatus = {
  queued: 0,
  /** A POST may have reached Sinch and nobody knows yet. Never sent again blindly. */
  unclear: 5,
  /** Accepted by Sinch. */
  sent: 10,
  dispatched: 20,
  delivered: 30,
  failed: 31,
  expired: 32,
  rejected: 33,
  aborted: 34,
  canceled: 35,
  /** Sinch itself never learnt what became of it. */
  unknown: 36,
  skipped: 40,
} as const;

export type MessageStatus = keyof typeof messageStatus;
export type MessageStatusNumber = (typeof messageStatus)[MessageStatus];

export const messageStatuses = Object.keys(messageStatus) as MessageStatus[];

const nameOf = new Map<number, MessageStatus>(messageStatuses.map((name) => [messageStatus[name], name]));

export function messageStatusOf(value: number): MessageStatus {
  const name = nameOf.get(value);
  if (!name) throw new Error(`no message status ${value}`);
  return name;
}

const firstFinal = messageStatus.delivered;

export function isFinal(status: number): boolean {
  return status >= firstFinal;
}

/** Whether a message in state `from` may become `to`. The same rule stands in commands.ts as SQL. */
export function mayBecome(from: number, to: number): boolean {
  if (from === messageStatus.skipped) return false;
  // Only what nobody tried to send can be skipped.
  if (to === messageStatus.skipped) return from === messageStatus.queued;
  if (from === messageStatus.unknown) return isFinal(to) && to !== messageStatus.unknown;
  return !isFinal(from) && to > from;
}

/** States that are listed in message_exception: whatever did not go the normal way. */
export const exceptionalStatuses: MessageStatusNumber[] = [
  messageStatus.unclear,
  messageStatus.failed,
  messageStatus.expired,
  messageStatus.rejected,
  messageStatus.aborted,
  messageStatus.canceled,
  messageStatus.unknown,
  messageStatus.skipped,
];

/** Why somebody in the audience was not texted: `code` of a skipped message. A skip is not a failure. */
export const skipReason = {
  opted_out: 1,
  no_consent: 2,
  number_changed: 3,
  deleted: 4,
  /** Got as many texts lately as the organisation allows. */
  capped: 5,
  /** Could not leave before the campaign's last moment. */
  too_late: 6,
} as const;

export type SkipReason = keyof typeof skipReason;

/** The columns of the ledger: every message is in exactly one of them. */
export const ledgerColumns = ["accepted", "skipped", "failed", "canceled", "unknown", "toGo"] as const;
export type LedgerColumn = (typeof ledgerColumns)[number];

export const ledgerColumnOf: Record<MessageStatus, LedgerColumn> = {
  queued: "toGo",
  unclear: "unknown",
  sent: "accepted",
  dispatched: "accepted",
  delivered: "accepted",
  failed: "failed",
  expired: "failed",
  rejected: "failed",
  aborted: "failed",
  canceled: "canceled",
  unknown: "unknown",
  skipped: "skipped",
};
