import type { Batch } from "../batch";
import type { Behaviour } from "../behaviour";
import { toSender } from "../numbers";
import type { Simulation } from "../simulation";
import { toBatchView } from "./batch-json";
import { list, toPage, toWindow } from "./window";

/** `GET /batches`: newest first. */
export function listBatches({ store, settings }: Simulation, query: URLSearchParams, now: number) {
  const window = toWindow(query, now);
  const senders = list(query, "from")?.map((sender) => toSender(sender));
  const isReferred = referenceFilter(query, settings.behaviour);
  const isWanted = (batch: Batch) =>
    !batch.conversation &&
    batch.listableAt <= now &&
    batch.createdAt >= window.start &&
    batch.createdAt < window.end &&
    isReferred(batch.fields.client_reference) &&
    (senders === undefined || senders.includes(batch.fields.from));
  const { count, page, shown } = toPage(store.newestFirst().filter(isWanted), window);
  return { count, page, page_size: shown.length, batches: shown.map(toBatchView) };
}

/** Whether the filter minds the case is not documented. */
export function referenceFilter(query: URLSearchParams, { referenceFilter: kind }: Behaviour) {
  const wanted = query.get("client_reference");
  const fold = (text: string) => (kind === "exact" ? text : text.toLowerCase());
  return (reference: string | null | undefined) => wanted === null || fold(reference ?? "") === fold(wanted);
}
