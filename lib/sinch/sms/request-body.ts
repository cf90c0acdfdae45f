import type { BatchParameter, OutgoingBatch } from "../types";

/**
 * The JSON of `POST /batches`. This is the hot path: the recipients' values are serialised where they are, the
 * default is spliced in front of them, and nothing is copied per recipient.
 */
export function toBatchJson(batch: OutgoingBatch): string {
  const fields = [
    `"client_reference":${JSON.stringify(batch.clientReference)}`,
    `"from":${JSON.stringify(batch.from)}`,
    `"to":${JSON.stringify(batch.to)}`,
    ...toBodyFields(batch),
    `"delivery_report":"${batch.deliveryReport ?? "per_recipient_final"}"`,
    `"callback_url":${JSON.stringify(batch.callbackUrl)}`,
  ];
  if (batch.sendAt) fields.push(`"send_at":"${batch.sendAt.toISOString()}"`);
  if (batch.expireAt) fields.push(`"expire_at":"${batch.expireAt.toISOString()}"`);
  const parameters = batch.parameters ? toParametersJson(batch.parameters) : "";
  if (parameters !== "") fields.push(`"parameters":{${parameters}}`);
  return `{${fields.join(",")}}`;
}

function toBodyFields(batch: OutgoingBatch): string[] {
  const feedback = batch.isFeedbackEnabled ? [`"feedback_enabled":true`] : [];
  if (batch.media) {
    const { url, subject } = batch.media;
    const media = { url, ...(subject ? { subject } : {}), ...(batch.body === "" ? {} : { message: batch.body }) };
    return [`"type":"mt_media"`, `"body":${JSON.stringify(media)}`, ...feedback];
  }
  const fields = [`"type":"mt_text"`, `"body":${JSON.stringify(batch.body)}`, ...feedback];
  if (batch.isFlash) fields.push(`"flash_message":true`);
  if (batch.isTruncated) fields.push(`"truncate_concat":true`);
  if (batch.maxParts !== undefined) fields.push(`"max_number_of_message_parts":${Math.trunc(batch.maxParts)}`);
  return fields;
}

function toParametersJson(parameters: Record<string, BatchParameter>): string {
  return Object.entries(parameters)
    .map(([key, parameter]) => `${JSON.stringify(key)}:${toParameterJson(parameter)}`)
    .join(",");
}

function toParameterJson(parameter: BatchParameter): string {
  const values = JSON.stringify(parameter.values);
  if (parameter.default === undefined) return values;
  const fallback = `"default":${JSON.stringify(parameter.default)}`;
  return values === "{}" ? `{${fallback}}` : `{${fallback},${values.slice(1)}`;
}
