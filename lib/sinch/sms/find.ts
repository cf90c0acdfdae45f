import type { Answer } from "../answer";
import { toNumber } from "../numbers";
import type { FoundBatch } from "../types";
import type { SmsClient } from "./client";
import type { SmsBatch } from "./wire";

/**
 * Does Sinch know these references? The list is asked for each and read to its end. Whether its filter is exact and
 * minds the case is not documented, so what comes back is compared again here.
 */
const concurrency = 4;
const pageSize = 10;
const maxPages = 200;

export async function findByReference(
  client: SmsClient,
  references: readonly string[],
  since: Date,
  signal?: AbortSignal,
): Promise<Answer<FoundBatch[]>> {
  const found: FoundBatch[] = [];
  for (let start = 0; start < references.length; start += concurrency) {
    const group = references.slice(start, start + concurrency);
    const answers = await Promise.all(group.map((reference) => findOne(client, reference, since, signal)));
    for (const answer of answers) {
      if (!answer.ok) return answer;
      found.push(...answer.value);
    }
  }
  return { ok: true, value: found };
}

async function findOne(
  client: SmsClient,
  reference: string,
  since: Date,
  signal?: AbortSignal,
): Promise<Answer<FoundBatch[]>> {
  const found = new Map<string, FoundBatch>();
  for (let page = 0; page < maxPages; page++) {
    const query = { client_reference: reference, start_date: since, page, page_size: pageSize };
    const answer = await client.batches.list(query, signal);
    if (!answer.ok) return answer;
    const { batches, count } = answer.value;
    for (const batch of batches)
      if (batch.client_reference === reference) found.set(batch.id, toFound(batch, reference));
    if (batches.length === 0 || (page + 1) * pageSize >= count) break;
  }
  return { ok: true, value: [...found.values()] };
}

function toFound(batch: SmsBatch, reference: string): FoundBatch {
  return {
    clientReference: reference,
    providerId: batch.id,
    createdAt: new Date(batch.created_at),
    isCanceled: batch.canceled === true,
    recipients: batch.to.map(toNumber).filter((number) => number !== null),
  };
}
