import { Agent } from "undici";
import { createCalendar } from "../calendar";
import type { Faults } from "../faults";
import { signatureHeaders } from "./sign";

export type Callback = {
  url: string;
  /** Called when the callback is sent, so that waiting ones hold no text. */
  render: () => string;
  settled?: (outcome: "delivered" | "refused") => void;
};
type Job = Callback & { attempt: number };

type Settings = { concurrency: number; secret: string | null; timeScale: () => number; faults: Faults };

const maxRetries = 15;
const attemptTimeoutMs = 10_000;

/**
 * Posts callbacks with bounded concurrency over kept connections. 2xx is taken; 5xx, 429 and connection failures are
 * tried again after 5, 10, 20 … s (times the time scale); any other answer drops the callback, as at Sinch.
 */
export type Poster = ReturnType<typeof createPoster>;

export function createPoster({ concurrency, secret, timeScale, faults }: Settings) {
  const agent = new Agent({ connections: concurrency, allowH2: false, keepAliveTimeout: 4_000 });
  const counts = { delivered: 0, retried: 0, refused: 0, givenUp: 0 };
  const retries = createCalendar<Job>(enqueue);
  let waiting: Job[] = [];
  let head = 0;
  let held: Job[] = [];
  let holdTimer: NodeJS.Timeout | undefined;
  let active = 0;
  /** Halved by every 429, grown again by every success. */
  let allowed = concurrency;
  let generation = 0;

  function enqueue(job: Job): void {
    waiting.push(job);
    pump();
  }

  function pump(): void {
    while (active < allowed && head < waiting.length) {
      const job = waiting[head++];
      if (job) void run(job, generation);
    }
    if (head > 4_096 && head * 2 > waiting.length) {
      waiting = waiting.slice(head);
      head = 0;
    }
  }

  async function run(job: Job, startedIn: number): Promise<void> {
    active += 1;
    const status = await post(job);
    active -= 1;
    if (startedIn === generation) settle(job, status);
    pump();
  }

  function settle(job: Job, status: number): void {
    if (status >= 200 && status < 300) {
      counts.delivered += 1;
      allowed = Math.min(concurrency, allowed + 1);
      job.settled?.("delivered");
      return;
    }
    if (status === 429) allowed = Math.max(1, Math.floor(allowed / 2));
    const isRetried = status === 0 || status === 429 || status >= 500;
    if (isRetried && job.attempt < maxRetries) {
      counts.retried += 1;
      const delayMs = 5_000 * 2 ** job.attempt * timeScale();
      retries.add(Date.now() + delayMs, { ...job, attempt: job.attempt + 1 });
      return;
    }
    counts[isRetried ? "givenUp" : "refused"] += 1;
    job.settled?.("refused");
  }

  async function post(job: Job): Promise<number> {
    try {
      const body = job.render();
      const url = new URL(job.url);
      const key = secret !== null && faults.takeForCallback("wrong_signature") ? `${secret}-wrong` : secret;
      const response = await agent.request({
        origin: url.origin,
        path: url.pathname + url.search,
        method: "POST",
        headers: { "content-type": "application/json", ...(key === null ? {} : signatureHeaders(body, key)) },
        body,
        signal: AbortSignal.timeout(attemptTimeoutMs),
      });
      await response.body.dump();
      return response.statusCode;
    } catch {
      return 0;
    }
  }

  function releaseHeld(): void {
    clearTimeout(holdTimer);
    const turned = held.reverse();
    held = [];
    for (const job of turned) enqueue(job);
  }

  return {
    counts,
    pending: () => waiting.length - head + active + held.length + retries.size(),
    add(callback: Callback): void {
      const job: Job = { ...callback, attempt: 0 };
      if (faults.takeForCallback("duplicate_callbacks")) enqueue({ ...job });
      if (!faults.takeForCallback("reorder_callbacks")) {
        enqueue(job);
        return;
      }
      held.push(job);
      clearTimeout(holdTimer);
      if (faults.left("reorder_callbacks") === 0) releaseHeld();
      else holdTimer = setTimeout(releaseHeld, 1_000).unref();
    },
    clear(): void {
      generation += 1;
      retries.clear();
      clearTimeout(holdTimer);
      waiting = [];
      held = [];
      head = 0;
      allowed = concurrency;
      Object.assign(counts, { delivered: 0, retried: 0, refused: 0, givenUp: 0 });
    },
    async close(): Promise<void> {
      this.clear();
      await agent.destroy();
    },
  };
}
