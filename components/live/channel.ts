/** `off`: there is no more to hear, since the topic is over or the session ended. */
export type Connection = "live" | "interrupted" | "off";

export type Subscriber = { onNews: (data: unknown) => void; onConnection: (connection: Connection) => void };

type Subscription = { subscribers: Set<Subscriber>; last: { data: unknown } | null; isOver: boolean };

/** Waits before each attempt after a break; the last one again and again. Half of each is left to chance. */
const backoffMs = [1_000, 2_000, 5_000, 10_000, 30_000];

/**
 * The one connection of a browser tab. It carries all topics that the page listens to, connects again after a break, and
 * rests while nobody sees the tab: browsers allow six connections to an address, and every open tab would hold one. The
 * server tells the current state first, so nothing is missed by a break.
 */
export class LiveChannel {
  private readonly topics = new Map<string, Subscription>();
  private source: EventSource | null = null;
  /** The topics that the open connection was asked for. */
  private asked = "";
  private timer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private isSignedOut = false;

  /** Tells the last known news at once, and every later one, until the returned function is called. */
  subscribe(topic: string, subscriber: Subscriber): () => void {
    const known = this.topics.get(topic) ?? { subscribers: new Set(), last: null, isOver: false };
    this.topics.set(topic, known);
    known.subscribers.add(subscriber);
    if (known.last) subscriber.onNews(known.last.data);
    this.connectIn(0);
    return () => {
      known.subscribers.delete(subscriber);
      this.connectIn(0);
    };
  }

  /** Called when the tab comes into sight or leaves it. */
  readonly seen = () => {
    if (document.visibilityState === "visible") return this.connectIn(0);
    clearTimeout(this.timer);
    this.disconnect();
  };

  /** A moment later, so that all topics of a page come in one request. */
  private connectIn(ms: number) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.connect(), ms);
  }

  private connect() {
    for (const [topic, { subscribers }] of this.topics) if (subscribers.size === 0) this.topics.delete(topic);
    const wanted = [...this.topics].filter(([, { isOver }]) => !isOver).map(([topic]) => topic);
    const asked = wanted.sort().join(",");
    if (asked === this.asked && this.source) return;
    this.disconnect();
    if (asked === "" || this.isSignedOut || document.visibilityState !== "visible") return;
    const source = new EventSource(`/api/events?topics=${asked}`);
    this.source = source;
    this.asked = asked;
    source.addEventListener("open", () => this.tellAll("live"));
    source.addEventListener("news", ({ data }) => this.hear(JSON.parse(data)));
    source.addEventListener("end", ({ data }) => this.finish(JSON.parse(data)));
    source.addEventListener("error", () => this.lose(source));
  }

  private disconnect() {
    this.source?.close();
    this.source = null;
    this.asked = "";
  }

  private hear({ topic, data }: { topic: string; data: unknown }) {
    this.failures = 0;
    const known = this.topics.get(topic);
    if (!known) return;
    known.last = { data };
    for (const { onNews } of [...known.subscribers]) onNews(data);
  }

  private finish({ topic }: { topic?: string }) {
    const known = topic === undefined ? null : this.topics.get(topic);
    if (topic === undefined) {
      this.isSignedOut = true;
      this.disconnect();
      return this.tellAll("off");
    }
    if (!known) return;
    known.isOver = true;
    this.asked = this.asked
      .split(",")
      .filter((one) => one !== topic)
      .join(",");
    if (this.asked === "") this.disconnect();
    for (const { onConnection } of [...known.subscribers]) onConnection("off");
  }

  private lose(source: EventSource) {
    if (source !== this.source) return;
    this.disconnect();
    this.tellAll("interrupted");
    const waitMs = backoffMs[Math.min(this.failures++, backoffMs.length - 1)] ?? 0;
    this.connectIn(waitMs * (0.5 + Math.random() / 2));
  }

  private tellAll(connection: Connection) {
    for (const { subscribers, isOver } of this.topics.values()) {
      for (const { onConnection } of isOver ? [] : [...subscribers]) onConnection(connection);
    }
  }
}

let channel: LiveChannel | null = null;

/** The tab's own. */
export function liveChannel(): LiveChannel {
  if (channel) return channel;
  channel = new LiveChannel();
  document.addEventListener("visibilitychange", channel.seen);
  return channel;
}
