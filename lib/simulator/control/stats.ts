import { statusNames } from "../batch";
import type { Simulation } from "../simulation";

export function statsOf({ store, delivery, poster, faults, settings, options, tokens, groups, webhooks }: Simulation) {
  const counts = new Array<number>(statusNames.length).fill(0);
  for (const batch of store.batches()) {
    for (const status of batch.status) counts[status] = (counts[status] ?? 0) + 1;
  }
  const messages = Object.fromEntries(statusNames.map((name, index) => [name, counts[index] ?? 0]));
  return {
    accepted: { ...store.totals },
    messages,
    waiting: { ...delivery.waiting, callbacks: poster.pending },
    callbacks: { ...poster.counts },
    inbounds: store.inbounds().length,
    faults: faults.list(),
    settings,
    tokens: tokens.issued,
    groups: groups.size,
    webhooks: webhooks.all().length,
    plan: { servicePlanId: options.servicePlanId, number: options.number, isSigned: options.webhookSecret !== null },
  };
}
