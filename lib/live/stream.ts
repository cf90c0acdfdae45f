import "server-only";
import { type TopicNews, watchTopic } from "./hub";
import { type Topic, type TopicSource, topicName } from "./topic";

/**
 * One browser tab's event stream: `news` of each of its topics, the current state first, so that a browser that connects
 * again has missed nothing. `end` says that a topic changes no more, or, without a topic, that the session is over. A comment
 * every 15 s keeps proxies from cutting the connection.
 */
export type StreamOptions = {
  topics: readonly { topic: Topic; source: TopicSource }[];
  /** Asked about every half minute: a session that was revoked must not go on reading. */
  mayGoOn: () => Promise<boolean>;
  /** The browser left. */
  signal: AbortSignal;
  heartbeatMs?: number;
  checkMs?: number;
};

export function eventStream(options: StreamOptions): ReadableStream<Uint8Array> {
  let stop = () => {};
  return new ReadableStream<Uint8Array>({
    start(controller) {
      stop = open(options, controller);
    },
    cancel: () => stop(),
  });
}

/** Returns what ends it from outside; it may have ended by itself before that. */
function open(options: StreamOptions, controller: ReadableStreamDefaultController<Uint8Array>): () => void {
  const { topics, signal, heartbeatMs = 15_000 } = options;
  const encoder = new TextEncoder();
  const write = (text: string) => controller.enqueue(encoder.encode(text));
  const say = (event: string, data: unknown) => write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  const releases: (() => void)[] = [];
  const left = new Set(topics.map(({ topic }) => topicName(topic)));
  let isStopped = false;
  const stop = () => {
    isStopped = true;
    for (const release of releases.splice(0)) release();
  };
  const close = () => {
    if (isStopped) return;
    stop();
    controller.close();
  };
  const tell = (topic: string, news: TopicNews) => {
    if (isStopped || !left.has(topic)) return;
    if (news !== "gone") say("news", { topic, data: news.data });
    if (news !== "gone" && !news.isOver) return;
    say("end", { topic, reason: news === "gone" ? "gone" : "settled" });
    left.delete(topic);
    if (left.size === 0) close();
  };
  const signedOut = () => {
    if (!isStopped) say("end", { reason: "signed_out" });
    close();
  };
  write(": connected\n\n");
  if (signal.aborted) close();
  else {
    releases.push(repeat(heartbeatMs, () => write(": still here\n\n")));
    releases.push(watchSession(options, signedOut));
    releases.push(onAbort(signal, close));
    for (const { topic, source } of topics) {
      releases.push(watchTopic(topic, source, (news) => tell(topicName(topic), news)));
    }
  }
  // A state that was known already may have ended it before there was anything to release.
  if (isStopped) stop();
  return stop;
}

function watchSession({ mayGoOn, checkMs = 30_000 }: StreamOptions, end: () => void): () => void {
  return repeat(checkMs, async () => {
    // A database that cannot be asked is no reason to cut anybody off: it has no news to give away either.
    if (!(await mayGoOn().catch(() => true))) end();
  });
}

function repeat(everyMs: number, step: () => void): () => void {
  const timer = setInterval(step, everyMs);
  return () => clearInterval(timer);
}

function onAbort(signal: AbortSignal, leave: () => void): () => void {
  signal.addEventListener("abort", leave);
  return () => signal.removeEventListener("abort", leave);
}
