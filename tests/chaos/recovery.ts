import { type BatchEntry, type CampaignEntry, readCampaigns, readJournal } from "./journal.ts";
import type { Span } from "./notes.ts";
import type { World } from "./world.ts";

/**
 * The time from `kill -9` until the claims of the dead worker are taken over and sending goes on. Deaths beside another
 * disturbance are left out: a stopped database, a pause or a throttling Sinch would be measured instead. A call that was
 * under way waits for its lease; it is no work to take over.
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

/** Spans in which a campaign waited for its time, for a person, or for its canary. */
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

/** The moment at which all claims of the time of death went on and a waiting lane began again; null without either. */
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

/** A batch that waits for its next attempt is not due. */
function isDue(last: BatchEntry | undefined, death: number): boolean {
  return last === undefined || (last.to === "ready" && last.dueAt <= death);
}
