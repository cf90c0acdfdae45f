import type { Batch, BatchDraft } from "../batch";
import { toDigits } from "../numbers";
import { toBatchView } from "./batch-json";
import type { Wire } from "./fields";
import { badJson, violation } from "./refusal";
import { type SendContext, threeDaysMs, toDraft } from "./validate";

const maxChanges = 100;
const outputOnly = ["id", "canceled", "created_at", "modified_at"];

/** The batch as if it had been sent with these changes: what is left out stays, `null` brings back the default. */
export function toUpdated(batch: Batch, change: Wire, now: number, context: SendContext): BatchDraft {
  const { to_add, to_remove, toAdd, toRemove, ...fields } = change;
  const current: Wire = toBatchView(batch);
  for (const field of outputOnly) delete current[field];
  // The default is counted from the sending, which may be what changes.
  const { expire_at: expireAt, send_at: sendAt = batch.createdAt } = batch.fields;
  if (expireAt === sendAt + threeDaysMs) delete current.expire_at;
  const added = texts(to_add ?? toAdd, "to_add");
  const removed = new Set(texts(to_remove ?? toRemove, "to_remove").map((entry) => toDigits(entry) ?? entry));
  const kept = [...batch.to, ...added].filter((entry) => !removed.has(toDigits(entry) ?? entry));
  return toDraft({ ...current, ...fields, to: kept }, now, context);
}

function texts(value: unknown, field: string): string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || !value.every((entry) => typeof entry === "string")) {
    throw badJson(`${field} must be an array of strings`);
  }
  if (value.length < 1 || value.length > maxChanges) throw violation(`${field} must hold 1 to ${maxChanges} entries`);
  return value;
}
