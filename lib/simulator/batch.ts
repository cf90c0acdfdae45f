import type { Parameters, Template } from "./template";

export const statusNames = [
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
export type StatusName = (typeof statusNames)[number];

export type DeliveryReport = "none" | "summary" | "full" | "per_recipient" | "per_recipient_final";

/** The fields of a send request after validation, defaults filled in, numbers as bare digits. */
export type BatchFields = {
  from: string | null;
  body: string;
  /** As they were sent: they are echoed with the same keys. */
  parameters?: Parameters;
  delivery_report: DeliveryReport;
  send_at?: number;
  expire_at: number;
  callback_url?: string;
  client_reference?: string;
  feedback_enabled?: boolean;
  flash_message: boolean;
  truncate_concat?: boolean;
  max_number_of_message_parts?: number;
  from_ton?: number;
  from_npi?: number;
};

/** A batch and its messages as columns: a message costs about 30 bytes besides its number and its values. */
export type Batch = {
  seq: number;
  id: string;
  createdAt: number;
  modifiedAt: number;
  canceled: boolean;
  fields: BatchFields;
  recipients: string[];
  template: Template;
  /** How many the plan's queue has taken out so far. */
  drained: number;
  finished: number;
  status: Uint8Array;
  code: Uint16Array;
  dispatchedAt: Float64Array;
  finalAt: Float64Array;
};

export type BatchDraft = { fields: BatchFields; recipients: string[]; template: Template };

export function createBatch(seq: number, id: string, now: number, draft: BatchDraft): Batch {
  const size = draft.recipients.length;
  return {
    seq,
    id,
    createdAt: now,
    modifiedAt: now,
    canceled: false,
    ...draft,
    drained: 0,
    finished: 0,
    status: new Uint8Array(size),
    code: new Uint16Array(size).fill(400),
    dispatchedAt: new Float64Array(size),
    finalAt: new Float64Array(size),
  };
}

export function statusAt(batch: Batch, index: number): StatusName {
  return statusNames[batch.status[index] ?? 0] ?? "Queued";
}

export function setStatus(batch: Batch, index: number, status: StatusName, code: number): void {
  batch.status[index] = statusNames.indexOf(status);
  batch.code[index] = code;
}

export function isFinalAt(batch: Batch, index: number): boolean {
  return (batch.status[index] ?? 0) > 1;
}

/** The text on the handset, after parameters and truncation. */
export function messageText(batch: Batch, index: number, truncate: (text: string) => string): string {
  const { text } = batch.template(batch.recipients[index] ?? "");
  return batch.fields.truncate_concat ? truncate(text) : text;
}
