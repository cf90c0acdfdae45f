import "server-only";
import { now } from "../../clock";
import { log } from "../../log";
import { isRunning } from "../status";
import type { CampaignLive } from "../views";
import { readLive } from "./read";

/**
 * Live figures for everybody who watches, at one statement a second per process however many people and campaigns:
 * a loop that runs only while somebody watches reads the counters of the watched campaigns and hands on what changed.
 * Nothing is kept: after a restart browsers connect again and get the current figures first. A database that is away
 * costs a second of news, not the connection.
 */
export type Listener = (live: CampaignLive) => void;

const pollMs = 1_000;
/** The rate is measured over this long. */
const rateWindowMs = 8_000;

type Sample = { atMs: number; left: number };
type Watched = { listeners: Set<Listener>; last: CampaignLive | null; lastText: string; samples: Sample[] };

type Hub = { watched: Map<number, Watched>; isPolling: boolean };
const holder = globalThis as { tidingsCampaignHub?: Hub };

function hub(): Hub {
  holder.tidingsCampaignHub ??= { watched: new Map(), isPolling: false };
  return holder.tidingsCampaignHub;
}

/** Calls `listener` with the last known figures and after every change, until the returned function is called. */
export function watchCampaign(campaignId: number, listener: Listener): () => void {
  const { watched } = hub();
  const entry = watched.get(campaignId) ?? { listeners: new Set(), last: null, lastText: "", samples: [] };
  watched.set(campaignId, entry);
  entry.listeners.add(listener);
  if (entry.last) listener(entry.last);
  startPolling();
  return () => {
    entry.listeners.delete(listener);
    if (entry.listeners.size === 0 && watched.get(campaignId) === entry) watched.delete(campaignId);
  };
}

/** How many campaigns this process watches now. */
export function watchedCampaigns(): number {
  return hub().watched.size;
}

function startPolling(): void {
  const state = hub();
  if (state.isPolling) return;
  state.isPolling = true;
  void poll(state);
}

async function poll(state: Hub): Promise<void> {
  if (state.watched.size === 0) {
    state.isPolling = false;
    return;
  }
  try {
    const news = await readLive([...state.watched.keys()]);
    for (const [campaignId, live] of news) announce(state.watched.get(campaignId), live);
  } catch (error) {
    log.warn("live figures: database away", { err: error });
  }
  setTimeout(() => void poll(state), pollMs).unref();
}

function announce(entry: Watched | undefined, read: CampaignLive): void {
  if (!entry) return;
  const live = { ...read, rate: measureRate(entry, read) };
  const text = JSON.stringify(withoutClock(live));
  if (text === entry.lastText) return;
  entry.last = live;
  entry.lastText = text;
  for (const listener of entry.listeners) listener(live);
}

/** The estimate moves with the clock while nothing else does: it is no news by itself. */
function withoutClock(live: CampaignLive): Partial<CampaignLive> {
  const { estimatedFinishAt: _, ...rest } = live;
  return rest;
}

function measureRate(entry: Watched, live: CampaignLive): number | null {
  const { ledger } = live;
  const sample = { atMs: now().getTime(), left: ledger.accepted + ledger.failed + ledger.unknown };
  entry.samples = [...entry.samples.filter(({ atMs }) => atMs > sample.atMs - rateWindowMs), sample];
  const first = entry.samples[0];
  if (!isRunning(live.status)) return null;
  if (!first || sample.atMs - first.atMs < pollMs / 2) return null;
  const perSecond = ((sample.left - first.left) * 1_000) / (sample.atMs - first.atMs);
  // More than three figures would only flicker.
  return Math.max(0, perSecond < 100 ? Math.round(perSecond * 10) / 10 : Math.round(perSecond));
}
