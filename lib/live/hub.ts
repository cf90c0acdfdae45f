import "server-only";
import { log } from "../log";
import { type Topic, type TopicKind, type TopicSource, type TopicState, topicName } from "./topic";

/**
 * News for every browser, at one statement a second per kind of topic and process, however many browsers and topics: a loop
 * that runs only while a topic is watched reads them all and hands on what changed. Nothing is kept: after a restart
 * browsers connect again and get the current state first. A database that is away costs a second of news, not the connection.
 */
export type TopicNews = TopicState | "gone";
export type Listener = (news: TopicNews) => void;

const pollMs = 1_000;

type Watched = { topic: Topic; source: TopicSource; listeners: Set<Listener>; last: TopicState | null };

type Hub = { watched: Map<string, Watched>; isPolling: boolean };
const holder = globalThis as { tidingsLiveHub?: Hub };

function hub(): Hub {
  holder.tidingsLiveHub ??= { watched: new Map(), isPolling: false };
  return holder.tidingsLiveHub;
}

/** Calls `listener` with the last known state and after every change, until the returned function is called. */
export function watchTopic(topic: Topic, source: TopicSource, listener: Listener): () => void {
  const { watched } = hub();
  const name = topicName(topic);
  const entry = watched.get(name) ?? { topic, source, listeners: new Set(), last: null };
  watched.set(name, entry);
  entry.listeners.add(listener);
  if (entry.last) listener(entry.last);
  startPolling();
  return () => {
    entry.listeners.delete(listener);
    if (entry.listeners.size === 0 && watched.get(name) === entry) watched.delete(name);
  };
}

/** How many topics this process watches now. */
export function watchedTopics(): number {
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
  await Promise.all([...byKind(state)].map(([kind, entries]) => readKind(kind, entries)));
  setTimeout(() => void poll(state), pollMs).unref();
}

function byKind({ watched }: Hub): Map<TopicKind, Watched[]> {
  return Map.groupBy(watched.values(), ({ topic }) => topic.kind);
}

/** One kind that cannot be read holds up no other. */
async function readKind(kind: TopicKind, entries: Watched[]): Promise<void> {
  const [first] = entries;
  if (!first) return;
  try {
    const states = await first.source(entries.map(({ topic }) => topic.id));
    for (const entry of entries) announce(entry, states.get(entry.topic.id) ?? "gone");
  } catch (error) {
    log.warn("live news: database away", { kind, err: error });
  }
}

function announce(entry: Watched, news: TopicNews): void {
  if (news !== "gone" && news.version === entry.last?.version) return;
  entry.last = news === "gone" ? null : news;
  for (const listener of [...entry.listeners]) listener(news);
}
