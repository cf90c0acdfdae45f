import "server-only";
import { type Listener, watchCampaign } from "./events";

/**
 * One browser's event stream: `live` events with figures, a comment every 15 s that keeps proxies from cutting it, and
 * `end` when nothing will change any more or the session is over, so that the browser does not connect again in vain.
 */
export type StreamOptions = {
  campaignId: number;
  /** Asked about every half minute: a session that was revoked must not go on reading. */
  mayGoOn: () => Promise<boolean>;
  /** The browser left. */
  signal: AbortSignal;
  heartbeatMs?: number;
  checkMs?: number;
};

export function campaignEventStream(options: StreamOptions): ReadableStream<Uint8Array> {
  let stop = () => {};
  return new ReadableStream<Uint8Array>({
    start(controller) {
      stop = open(options, controller);
    },
    cancel: () => stop(),
  });
}

type EndReason = "settled" | "signed_out";

/** Returns what ends it from outside; it may have ended by itself before that. */
function open(options: StreamOptions, controller: ReadableStreamDefaultController<Uint8Array>): () => void {
  const { campaignId, signal, heartbeatMs = 15_000 } = options;
  const encoder = new TextEncoder();
  const write = (text: string) => controller.enqueue(encoder.encode(text));
  const releases: (() => void)[] = [];
  let isStopped = false;
  const stop = () => {
    isStopped = true;
    for (const release of releases.splice(0)) release();
  };
  const end = (reason: EndReason | null) => {
    if (isStopped) return;
    if (reason) write(`event: end\ndata: ${JSON.stringify({ reason })}\n\n`);
    stop();
    controller.close();
  };
  const tell: Listener = (live) => {
    if (isStopped) return;
    write(`event: live\ndata: ${JSON.stringify(live)}\n\n`);
    if (live.isSettled) end("settled");
  };
  // Browsers wait this long before they connect again.
  write("retry: 2000\n\n");
  if (signal.aborted) end(null);
  else {
    releases.push(repeat(heartbeatMs, () => write(": still here\n\n")));
    releases.push(watchSession(options, () => end("signed_out")));
    releases.push(onAbort(signal, () => end(null)));
    releases.push(watchCampaign(campaignId, tell));
  }
  // The first figures may have ended it before there was anything to release.
  if (isStopped) stop();
  return stop;
}

function watchSession({ mayGoOn, checkMs = 30_000 }: StreamOptions, end: () => void): () => void {
  return repeat(checkMs, async () => {
    // A database that cannot be asked is no reason to cut anybody off: it has no figures to give away either.
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
