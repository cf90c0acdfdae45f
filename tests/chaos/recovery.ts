import { type BatchEntry, readJournal } from "./journal.ts";
import type { Span, World } from "./world.ts";

/**
 * How long after `kill -9` the dead worker's claims were taken over and sending went on. Only deaths that nothing else
 * disturbed are measured: a stopped database, a pause or a throttling Sinch would be measured instead. A call that was
 * under way is a fact waiting for its lease, not work to take over.
 */
export async function recoveriesOf(world: World): Promise<number[]> {
  const journal = await readJournal(world.database);
  const { deaths, freezes } = world.workers;
  const disturbances = [...world.notes.disturbances, ...freezes];
  return deaths.flatMap((at) => {
    const recoveredAt = recoveredAfter(journal, at);
    if (recoveredAt === null || overlaps(disturbances, { from: at - 500, to: recoveredAt })) return [];
    const isAnotherDeathInside = deaths.some((other) => other > at && other < recoveredAt);
    return isAnotherDeathInside ? [] : [Math.round(recoveredAt - at)];
  });
}

function overlaps(spans: readonly Span[], span: Span): boolean {
  return spans.some(({ from, to }) => from < span.to && to > span.from);
}

/** Null when there was nothing to recover. */
function recoveredAfter(journal: readonly BatchEntry[], death: number): number | null {
  const states = new Map<number, BatchEntry>();
  for (const entry of journal) if (entry.at <= death) states.set(entry.batchId, entry);
  const moments: number[] = [];
  for (const last of states.values()) {
    if (last.to !== "claimed") continue;
    const next = journal.find((entry) => entry.batchId === last.batchId && entry.at > death && entry.to !== "ready");
    if (next) moments.push(next.at);
  }
  const nextIntent = journal.find((entry) => entry.at > death && entry.to === "sending");
  if (nextIntent) moments.push(nextIntent.at);
  return moments.length === 0 ? null : Math.max(...moments);
}
