import { type BatchEntry, type CampaignEntry, readCampaigns, readJournal } from "./journal.ts";
import type { Span } from "./notes.ts";
import type { World } from "./world.ts";

/**
 * How long after `kill -9` the dead worker's claims were taken over and sending went on. Only deaths that nothing else
 * disturbed are measured: a stopped database, a pause or a throttling Sinch would be measured instead. A call that was
 * under way is a fact waiting for its lease, not work to take over.
 */
export async function recoveriesOf(world: Pick<World, "database" | "notes" | "workers">): Promise<number[]> {
  const journal = await readJournal(world.database);
  const { deaths, freezes } = world.workers;
  const waits = waitsOf(await readCampaigns(world.database));
  const disturbances = [...world.notes.disturbances, ...freezes, ...waits];
  return deaths.flatMap((at) => {
    const recoveredAt = recoveredAfter(journal, at);
    if (recoveredAt === null || overlaps(disturbances, { from: at - 500, to: recoveredAt })) return [];
    const isAnotherDeathInside = deaths.some((other) => other > at && other < recoveredAt);
    return isAnotherDeathInside ? [] : [Math.round(recoveredAt - at)];
  });
}

/** When a campaign waited for its time, for a person, or for its canary. */
function waitsOf(campaigns: readonly CampaignEntry[]): Span[] {
  return campaigns.flatMap(({ at, campaignId, status, canary }, index) => {
    const isHeld = ["scheduled", "paused"].includes(status) || ["sending", "waiting"].includes(canary);
    const next = campaigns.slice(index + 1).find((entry) => entry.campaignId === campaignId);
    // The lanes are woken by the next sweep.
    return isHeld ? [{ from: at, to: (next?.at ?? Infinity) + 3_000 }] : [];
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
