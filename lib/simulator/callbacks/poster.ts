import { Agent } from "undici";
import { Calendar } from "../calendar";
import type { Faults } from "../faults";
import type { Settings } from "../options";
import { postCallback } from "./post";
import { signatureHeaders } from "./sign";

export type Callback = {
  url: string;
  /** Signs it; null leaves it unsigned. */
  secret: string | null;
  /** Called when the callback is sent, so that waiting ones hold no text. */
  render: () => string;
  settled?: (outcome: "delivered" | "refused") => void;
};
type Signed = { body: string; headers: Record<string, string> };
type Job = Callback & { attempt: number; firstFailureAt: number; signed: Signed | null };

type Options = { concurrency: number; settings: Settings; faults: Faults };

const maxRetries = 15;
const firstRetryMs = 5_000;
const longestHoldMs = 1_000;
/** Beyond it nobody is listening fast enough, and callbacks are dropped and counted rather than memory filled. */
const maxWaiting = 1_000_000;

/**
 * Posts callbacks with bounded concurrency over kept connections. 2xx is taken; 5xx, 429 and connection failures are
 * tried again after 5, 10, 20 … s (times the time scale); any other answer drops the callback, as at Sinch.
 */
export class Poster {
  readonly counts = { delivered: 0, retried: 0, refused: 0, givenUp: 0, missing: 0, dropped: 0 };
  readonly #options: Options;
  readonly #agent: Agent;
  readonly #retries = new Calendar<Job>((job) => this.#enqueue(job));
  #waiting: Job[] = [];
  #head = 0;
  #held: Job[] = [];
  #holdTimer: NodeJS.Timeout | undefined;
  #active = 0;
  /** Halved by every 429, grown again by every success. */
  #allowed: number;
  /** Attempts under way when everything is forgotten must not count afterwards. */
  #generation = 0;

  constructor(options: Options) {
    this.#options = options;
    this.#allowed = options.concurrency;
    this.#agent = new Agent({ connections: options.concurrency, allowH2: false, keepAliveTimeout: 4_000 });
  }

  get pending(): number {
    return this.#waiting.length - this.#head + this.#active + this.#held.length + this.#retries.size;
  }

  add(callback: Callback): void {
    const { faults } = this.#options;
    const job: Job = { ...callback, attempt: 0, firstFailureAt: 0, signed: null };
    if (faults.takeForCallback("missing_callbacks")) {
      this.counts.missing += 1;
      return;
    }
    const latenessMs = faults.takeLateness();
    if (latenessMs > 0) {
      this.#retries.add(Date.now() + latenessMs, job);
      return;
    }
    if (faults.takeForCallback("duplicate_callbacks")) this.#enqueue({ ...job });
    if (faults.takeForCallback("reorder_callbacks")) this.#hold(job);
    else this.#enqueue(job);
  }

  clear(): void {
    this.#generation += 1;
    this.#retries.clear();
    clearTimeout(this.#holdTimer);
    this.#waiting = [];
    this.#held = [];
    this.#head = 0;
    this.#allowed = this.#options.concurrency;
    for (const name of Object.keys(this.counts) as (keyof typeof this.counts)[]) this.counts[name] = 0;
  }

  async close(): Promise<void> {
    this.clear();
    await this.#agent.destroy();
  }

  #hold(job: Job): void {
    this.#held.push(job);
    clearTimeout(this.#holdTimer);
    if (this.#options.faults.left("reorder_callbacks") === 0) this.#release();
    else this.#holdTimer = setTimeout(() => this.#release(), longestHoldMs).unref();
  }

  #release(): void {
    const turned = this.#held.reverse();
    this.#held = [];
    for (const job of turned) this.#enqueue(job);
  }

  #enqueue(job: Job): void {
    if (this.#waiting.length - this.#head >= maxWaiting) {
      this.counts.dropped += 1;
      return;
    }
    this.#waiting.push(job);
    this.#pump();
  }

  #pump(): void {
    while (this.#active < this.#allowed && this.#head < this.#waiting.length) {
      const job = this.#waiting[this.#head++];
      if (job) void this.#run(job, this.#generation);
    }
    if (this.#head > 4_096 && this.#head * 2 > this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#head);
      this.#head = 0;
    }
  }

  async #run(job: Job, generation: number): Promise<void> {
    const { timeScale, behaviour } = this.#options.settings;
    this.#active += 1;
    const signed = this.#sign(job);
    if (!behaviour.resignRetries) job.signed = signed;
    const { body, headers } = signed;
    // A slow handler is slow in real time: only a longer scale stretches its patience.
    const timeoutMs = behaviour.callbackTimeoutMs * Math.max(1, timeScale);
    const status = await postCallback(this.#agent, job.url, body, headers, timeoutMs);
    this.#active -= 1;
    if (generation === this.#generation) this.#settle(job, status);
    this.#pump();
  }

  /** Whether a retry is signed anew or sent as it was is not documented. */
  #sign(job: Job): Signed {
    const { faults, settings } = this.#options;
    if (job.signed && !settings.behaviour.resignRetries) return job.signed;
    const body = job.signed?.body ?? job.render();
    if (job.secret === null) return { body, headers: {} };
    const secret = faults.takeForCallback("wrong_signature") ? `${job.secret}-wrong` : job.secret;
    return { body, headers: signatureHeaders(body, secret) };
  }

  #settle(job: Job, status: number): void {
    if (status >= 200 && status < 300) {
      this.counts.delivered += 1;
      this.#allowed = Math.min(this.#options.concurrency, this.#allowed + 1);
      job.settled?.("delivered");
      return;
    }
    if (status === 429) this.#allowed = Math.max(1, Math.floor(this.#allowed / 2));
    const isRetried = status === 0 || status === 429 || status >= 500;
    if (isRetried && job.attempt < maxRetries) {
      this.#retryLater(job);
      return;
    }
    this.counts[isRetried ? "givenUp" : "refused"] += 1;
    job.settled?.("refused");
  }

  #retryLater(job: Job): void {
    const { timeScale, behaviour } = this.#options.settings;
    const now = Date.now();
    const firstFailureAt = job.firstFailureAt || now;
    const dueAt = retryAt(job.attempt, { now, firstFailureAt }, behaviour.retrySchedule, timeScale);
    this.counts.retried += 1;
    this.#retries.add(dueAt, { ...job, attempt: job.attempt + 1, firstFailureAt });
  }
}

/** 5, 10, 20 … seconds: Sinch's text can be read as gaps between attempts or as distances from the first failure. */
export function retryAt(
  attempt: number,
  times: { now: number; firstFailureAt: number },
  schedule: "gaps" | "offsets",
  timeScale: number,
): number {
  const start = schedule === "gaps" ? times.now : times.firstFailureAt;
  return start + firstRetryMs * 2 ** attempt * timeScale;
}
