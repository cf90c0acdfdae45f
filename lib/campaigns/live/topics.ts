import "server-only";
import { now } from "../../clock";
import { prisma } from "../../db/prisma";
import type { TopicState } from "../../live/topic";
import { isRunning } from "../status";
import { type CampaignLive, groupStatuses } from "../views";
import { readLive } from "./read";

/** The figures of campaigns, with the rate that only a reader who looks twice can know. */
export async function readCampaignTopics(ids: readonly number[]): Promise<Map<number, TopicState>> {
  const found = await readLive(ids);
  for (const id of samples.keys()) if (!found.has(id)) samples.delete(id);
  return new Map([...found].map(([id, read]) => [id, stateOf({ ...read, rate: measureRate(read) })]));
}

function stateOf(live: CampaignLive): TopicState {
  // The estimate moves with the clock while nothing else does: it is no news by itself.
  const { estimatedFinishAt: _, ...rest } = live;
  return { data: live, version: JSON.stringify(rest), isOver: live.isSettled };
}

type Sample = { atMs: number; left: number };

/** Of the campaigns that are watched now. */
const samples = new Map<number, Sample[]>();
const rateWindowMs = 8_000;
const shortestMs = 500;

function measureRate(live: CampaignLive): number | null {
  const { id, ledger } = live;
  const sample = { atMs: now().getTime(), left: ledger.accepted + ledger.failed + ledger.unknown };
  const known = [...(samples.get(id) ?? []).filter(({ atMs }) => atMs > sample.atMs - rateWindowMs), sample];
  samples.set(id, known);
  const first = known[0];
  if (!isRunning(live.status)) return null;
  if (!first || sample.atMs - first.atMs < shortestMs) return null;
  const perSecond = ((sample.left - first.left) * 1_000) / (sample.atMs - first.atMs);
  // More than three figures would only flicker.
  return Math.max(0, perSecond < 100 ? Math.round(perSecond * 10) / 10 : Math.round(perSecond));
}

/** Whether lists of campaigns show something else than before: which are planned or under way, and how far they are. */
export async function readCampaignsTopic(): Promise<Map<number, TopicState>> {
  const campaigns = await prisma().campaign.findMany({
    where: { status: { in: [...(groupStatuses.running ?? [])] } },
    select: { id: true, status: true, startsAt: true, halt: true },
    orderBy: { id: "asc" },
  });
  const counters = await prisma().campaignCounter.findMany({
    where: { campaignId: { in: campaigns.map(({ id }) => id) } },
    select: { campaignId: true, status: true, code: true, messages: true },
    orderBy: [{ campaignId: "asc" }, { status: "asc" }, { code: "asc" }],
  });
  return new Map([[0, { data: null, version: JSON.stringify([campaigns, counters]), isOver: false }]]);
}
