import { type Batch, isFinalAt, statusAt, statusNames } from "../batch";
import { batchReport } from "../callbacks/batch-report";
import { recipientReportOf } from "../callbacks/bodies";
import { toDigits } from "../numbers";
import type { Simulation } from "../simulation";
import { referenceFilter } from "./listing";
import { badFormat, Refusal } from "./refusal";
import { list, toPage, toWindow, type Window } from "./window";

/** `GET /batches/{id}/delivery_report`, whatever reports the batch asked for. */
export function reportOfBatch(batch: Batch, query: URLSearchParams) {
  const type = query.get("type") ?? "summary";
  if (type !== "summary" && type !== "full") throw new Refusal(404, null);
  return batchReport(batch, type, filterOf(query));
}

export function reportOfRecipient({ settings }: Simulation, batch: Batch, recipient: string) {
  const index = batch.recipients.indexOf(toDigits(recipient) ?? "");
  if (index === -1) throw new Refusal(404, null);
  const reported = { status: statusAt(batch, index), code: batch.code[index] ?? 0, at: timeOf(batch, index) };
  return recipientReportOf(batch, index, reported, settings.behaviour);
}

type Place = { batch: Batch; index: number };

/** `GET /delivery_reports`: what is final, newest first. */
export function listReports(simulation: Simulation, query: URLSearchParams, now: number) {
  const { settings } = simulation;
  const window = toWindow(query, now);
  const { count, page, shown } = toPage(finished(simulation, query, window, now), window);
  const delivery_reports = shown.map(({ batch, index }) => {
    const reported = { status: statusAt(batch, index), code: batch.code[index] ?? 0, at: timeOf(batch, index) };
    return recipientReportOf(batch, index, reported, settings.behaviour);
  });
  return { count, page, page_size: shown.length, delivery_reports };
}

/** Newest batch first; within one batch in the order of its recipients. */
function* finished(
  { store, settings }: Simulation,
  query: URLSearchParams,
  window: Window,
  now: number,
): Generator<Place> {
  const { statuses, codes } = filterOf(query);
  const isReferred = referenceFilter(query, settings.behaviour);
  for (const batch of store.newestFirst()) {
    if (batch.conversation || batch.listableAt > now || !isReferred(batch.fields.client_reference)) continue;
    for (let index = 0; index < batch.recipients.length; index++) {
      const at = timeOf(batch, index);
      if (!isFinalAt(batch, index) || at < window.start || at >= window.end) continue;
      if (statuses && !statuses.includes(statusAt(batch, index))) continue;
      if (codes && !codes.includes(batch.code[index] ?? 0)) continue;
      yield { batch, index };
    }
  }
}

function filterOf(query: URLSearchParams) {
  const statuses = list(query, "status");
  const unknown = statuses?.find((status) => !statusNames.some((name) => name === status));
  if (unknown !== undefined) throw badFormat(`'${unknown}' is not a valid status`);
  const codes = list(query, "code")?.map(Number) ?? null;
  if (codes?.some((code) => !Number.isInteger(code))) throw badFormat("code must hold whole numbers");
  return { statuses, codes };
}

function timeOf(batch: Batch, index: number): number {
  return batch.finalAt[index] || batch.dispatchedAt[index] || batch.modifiedAt;
}
