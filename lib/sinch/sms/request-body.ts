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
    `"type":"mt_text"`,
    `"body":${JSON.stringify(batch.body)}`,
    `"delivery_report":"${batch.deliveryReport ?? "per_recipient_final"}"`,
    `"callback_url":${JSON.stringify(batch.callbackUrl)}`,
  ];
  if (batch.expireAt) fields.push(`"expire_at":"${batch.expireAt.toISOString()}"`);
  const parameters = batch.parameters ? toParametersJson(batch.parameters) : "";
  if (parameters !== "") fields.push(`"parameters":{${parameters}}`);
  return `{${fields.join(",")}}`;
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
