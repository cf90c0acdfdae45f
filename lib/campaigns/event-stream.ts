import "server-only";
import { type Listener, watchCampaign } from "./events";
import type { CampaignLive } from "./views";

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
  const { campaignId, mayGoOn, signal, heartbeatMs = 15_000, checkMs = 30_000 } = options;
  const encoder = new TextEncoder();
  let stop = () => {};
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const write = (text: string) => controller.enqueue(encoder.encode(text));
      const end = (reason: EndReason) => {
        write(`event: end\ndata: ${JSON.stringify({ reason })}\n\n`);
        stop();
        controller.close();
      };
      const tell: Listener = (live: CampaignLive) => {
        write(`event: live\ndata: ${JSON.stringify(live)}\n\n`);
        if (live.isSettled) end("settled");
      };
      const heartbeat = setInterval(() => write(": still here\n\n"), heartbeatMs);
      const check = setInterval(async () => {
        // A database that cannot be asked is no reason to cut anybody off: it has no figures to give away either.
        const isWelcome = await mayGoOn().catch(() => true);
        if (!isWelcome && !isStopped) end("signed_out");
      }, checkMs);
      let isStopped = false;
      let unwatch = () => {};
      const leave = () => {
        stop();
        controller.close();
      };
      stop = () => {
        isStopped = true;
        clearInterval(heartbeat);
        clearInterval(check);
        unwatch();
        signal.removeEventListener("abort", leave);
        stop = () => {};
      };
      // Browsers wait this long before they connect again.
      write("retry: 2000\n\n");
      if (signal.aborted) return leave();
      signal.addEventListener("abort", leave);
      unwatch = watchCampaign(campaignId, tell);
      // The first figures may have ended the stream before there was anything to unwatch.
      if (isStopped) unwatch();
    },
    cancel: () => stop(),
  });
}

type EndReason = "settled" | "signed_out";
