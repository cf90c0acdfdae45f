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
export type BatchType = "mt_text" | "mt_binary" | "mt_media";
export type MediaBody = { url: string; subject?: string; message?: string };

/** The fields of a send request after validation, defaults filled in, numbers as bare digits. */
export type BatchFields = {
  type: BatchType;
  from: string | null;
  /** The text, the caption of a media message, or Base64. */
  body: string;
  media?: MediaBody;
  udh?: string;
  strict_validation?: boolean;
  /** As they were sent: they are echoed with the same keys. */
  parameters?: Parameters;
  delivery_report: DeliveryReport;
  send_at?: number;
  expire_at: number;
  callback_url?: string;
  client_reference?: string;
  feedback_enabled?: boolean;
  flash_message?: boolean;
  truncate_concat?: boolean;
  max_number_of_message_parts?: number;
  from_ton?: number;
  from_npi?: number;
};

/** What a message of the Conversation API has besides: such a batch has one recipient, and its id is the message's. */
export type ConversationPart = {
  appId: string;
  channel: "SMS" | "MMS";
  message: Record<string, unknown>;
  metadata: string;
  correlationId: string;
  isUrgent: boolean;
  processingMode: "DISPATCH" | "CONVERSATION";
  contactId: string;
};

/** A batch and its messages as columns: a message costs about 30 bytes besides its number and its values. */
export type Batch = {
  seq: number;
  id: string;
  createdAt: number;
  modifiedAt: number;
  canceled: boolean;
  fields: BatchFields;
  /** As it was sent, numbers as digits: ids of groups among them. */
  to: string[];
  /** Numbers only; those of groups join when the batch is queued. */
  recipients: string[];
  template: Template;
  conversation: ConversationPart | null;
  /** Lists do not know it before. */
  listableAt: number;
  isQueued: boolean;
  /** How many the plan's queue has taken out so far. */
  drained: number;
  /** How many have a final status. */
  finished: number;
  /** How many nothing more will happen to, those never reported on included. */
  settled: number;
  feedback: Set<string> | null;
  status: Uint8Array;
  code: Uint16Array;
  dispatchedAt: Float64Array;
  finalAt: Float64Array;
};

export type BatchDraft = {
  fields: BatchFields;
  to: string[];
  template: Template;
  conversation?: ConversationPart;
};

export function createBatch(seq: number, id: string, now: number, draft: BatchDraft): Batch {
  const batch: Batch = {
    seq,
    id,
    createdAt: now,
    modifiedAt: now,
    canceled: false,
    fields: draft.fields,
    to: draft.to,
    recipients: [],
    template: draft.template,
    conversation: draft.conversation ?? null,
    listableAt: now,
    isQueued: false,
    drained: 0,
    finished: 0,
    settled: 0,
    feedback: null,
    ...columnsFor(0),
  };
  setRecipients(batch, draft.to);
  return batch;
}

/** Ids of groups are left out: they are looked into when the batch is queued. */
export function setRecipients(batch: Batch, recipients: string[]): void {
  batch.recipients = recipients.some(isGroupId) ? recipients.filter((entry) => !isGroupId(entry)) : recipients;
  Object.assign(batch, columnsFor(batch.recipients.length));
}

function columnsFor(size: number) {
  return {
    status: new Uint8Array(size),
    code: new Uint16Array(size).fill(400),
    dispatchedAt: new Float64Array(size),
    finalAt: new Float64Array(size),
  };
}

/** Numbers are digits, ids of groups hold a letter. */
export function isGroupId(entry: string): boolean {
  return entry.length >= 12 && /[A-Za-z]/.test(entry);
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

/** The text on the handset, after parameters and truncation; of a binary message what can be read of it. */
export function messageText(batch: Batch, index: number, truncate: (text: string) => string): string {
  if (batch.fields.type === "mt_binary") return readable(batch.fields.body);
  const { text } = batch.template(batch.recipients[index] ?? "");
  return batch.fields.truncate_concat ? truncate(text) : text;
}

function readable(base64: string): string {
  const text = Buffer.from(base64, "base64").toString("utf8");
  return /^[\t\n\r\x20-\x7e]*$/.test(text) ? text : `(${Buffer.from(base64, "base64").length} bytes)`;
}
