import type { Batch } from "../batch";

/** A batch as Sinch shows it: numbers as bare digits, dates in UTC with milliseconds, nulls left out. */
export function toBatchView(batch: Batch): Record<string, unknown> {
  const { type, from, body, media, parameters, send_at, expire_at, ...rest } = batch.fields;
  return {
    id: batch.id,
    to: batch.to,
    ...(from === null ? {} : { from }),
    canceled: batch.canceled,
    ...(parameters ? { parameters } : {}),
    body: media ?? body,
    type,
    created_at: iso(batch.createdAt),
    modified_at: iso(batch.modifiedAt),
    ...(send_at === undefined ? {} : { send_at: iso(send_at) }),
    expire_at: iso(expire_at),
    ...rest,
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
