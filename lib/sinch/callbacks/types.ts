/** In the order a message may pass them; everything after `Dispatched` is final. */
export const sinchStatuses = [
  "Queued",
  "Dispatched",
  "Delivered",
  "Failed",
  "Aborted",
  "Rejected",
  "Expired",
  "Cancelled",
  "Deleted",
  "Unknown",
] as const;
export type SinchStatus = (typeof sinchStatuses)[number];

export const finalStatuses: readonly SinchStatus[] = sinchStatuses.slice(2);

/** Finality is decided by status, never by code: new codes may appear at any time. */
export function isFinalStatus(status: SinchStatus): boolean {
  return finalStatuses.includes(status);
}

export type DeliveryReport = {
  kind: "delivery_report";
  /** The batch's id; over the Conversation API the message's own. */
  providerBatchId: string;
  clientReference: string | null;
  /** E.164 with `+`. */
  recipient: string;
  status: SinchStatus;
  /** Sinch's number; for the Conversation API, which has words instead, see `conversationReasons`. */
  code: number;
  at: Date;
};

export type BatchReport = {
  kind: "batch_report";
  providerBatchId: string;
  clientReference: string | null;
  totalMessageCount: number;
  statuses: { status: SinchStatus; code: number; count: number; recipients: string[] }[];
};

export type InboundMedia = { url: string; contentType: string | null };

export type InboundMessage = {
  kind: "inbound";
  id: string;
  /** E.164 with `+`. */
  from: string;
  /** E.164 with `+`, or a short code as it is; empty where the Conversation API does not say. */
  to: string;
  /** What can be read of it, so that STOP is seen in every kind of message. */
  body: string;
  receivedAt: Date;
  clientReference: string | null;
  /** Left out when there is none. */
  media?: InboundMedia[];
};

/** A channel with an opt-out of its own (over SMS it is an inbound text instead). */
export type ConsentChange = {
  kind: "opt_in" | "opt_out";
  /** E.164 with `+`. */
  from: string;
  requestId: string;
  at: Date;
  hasSucceeded: boolean;
};

export type ParsedCallback =
  | DeliveryReport
  | BatchReport
  | InboundMessage
  | ConsentChange
  /** A Sinch callback of a type or status we do not act upon: acknowledge it. */
  | { kind: "ignored"; type: string }
  /** Not a Sinch callback. The reason names fields, never values. */
  | { kind: "malformed"; reason: string };
