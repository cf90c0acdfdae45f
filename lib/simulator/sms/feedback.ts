import { type Batch, isGroupId } from "../batch";
import { toDigits } from "../numbers";
import type { Wire } from "./fields";
import { badFormat, badJson, violation } from "./refusal";

/** `POST /batches/{id}/delivery_feedback`: who confirmed having got it. An empty list means everybody. */
export function takeFeedback(batch: Batch, { recipients }: Wire): void {
  if (recipients === undefined || recipients === null) throw violation("recipients is required");
  if (!Array.isArray(recipients)) throw badJson("recipients must be an array of strings");
  if (batch.fields.feedback_enabled !== true) throw violation("feedback is not enabled for this batch");
  if (recipients.length === 0 && batch.to.some(isGroupId)) {
    throw violation("a batch to groups needs recipients");
  }
  const given = recipients.map((recipient: unknown) => {
    const digits = typeof recipient === "string" ? toDigits(recipient) : null;
    if (digits === null || !batch.recipients.includes(digits)) throw badFormat(`'${recipient}' is not a recipient`);
    return digits;
  });
  batch.feedback ??= new Set();
  for (const digits of given.length > 0 ? given : batch.recipients) batch.feedback.add(digits);
}
