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

export type ParsedCallback =
  | {
      kind: "delivery_report";
      providerBatchId: string;
      clientReference: string | null;
      /** E.164 with `+`. */
      recipient: string;
      status: SinchStatus;
      code: number;
      at: Date;
    }
  | {
      kind: "batch_report";
      providerBatchId: string;
      clientReference: string | null;
      totalMessageCount: number;
      statuses: { status: SinchStatus; code: number; count: number; recipients: string[] }[];
    }
  | {
      kind: "inbound";
      id: string;
      /** E.164 with `+`. */
      from: string;
      /** E.164 with `+`, or a short code as it is. */
      to: string;
      body: string;
      receivedAt: Date;
      clientReference: string | null;
    }
  /** A Sinch callback of a type or status we do not act upon: acknowledge it. */
  | { kind: "ignored"; type: string }
  /** Not a Sinch callback. The reason names fields, never values. */
  | { kind: "malformed"; reason: string };
