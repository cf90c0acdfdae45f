import { type BatchEntry, readJournal } from "./journal.ts";
import type { Span } from "./notes.ts";
import type { World } from "./world.ts";

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

/** When everything that was claimed at the death went on, and everything that waited for a lane was begun with; null if nothing did. */
export function recoveredAfter(journal: readonly BatchEntry[], death: number): number | null {
  const states = new Map<number, BatchEntry>();
  for (const entry of journal) if (entry.at <= death) states.set(entry.batchId, entry);
  const later = journal.filter((entry) => entry.at > death);
  const moments: number[] = [];
  for (const last of states.values()) {
    if (last.to !== "claimed") continue;
    const next = later.find((entry) => entry.batchId === last.batchId && entry.to !== "ready");
    if (next) moments.push(next.at);
  }
  const isWaiting = ({ batchId, from }: BatchEntry) => from === "ready" && isDue(states.get(batchId), death);
  if (later.some(isWaiting)) moments.push(later.find((entry) => entry.to === "sending")?.at ?? death);
  return moments.length === 0 ? null : Math.max(...moments);
}

/** Not a batch that waits for its next attempt. */
function isDue(last: BatchEntry | undefined, death: number): boolean {
  return last === undefined || (last.to === "ready" && last.dueAt <= death);
}
