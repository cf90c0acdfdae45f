import "server-only";
import { sleep } from "../clock";
import { log } from "../log";
import { isPassing } from "./errors";

/** Longer than a failover or a restart takes; whoever is still without a database then has to give up. */
const longestMs = 10 * 60_000;

/**
 * For facts that only this process knows, such as Sinch's answer to a call: while the database is away, it tries
 * again. `work` must be safe to run twice, since a commit whose answer was lost may have happened.
 */
export async function retryThroughOutage<T>(work: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + longestMs;
  for (let delayMs = 50; ; delayMs = Math.min(delayMs * 2, 1_000)) {
    try {
      return await work();
    } catch (error) {
      if (!isPassing(error) || performance.now() > deadline) throw error;
      log.warn("the database is away or busy, a fact is waiting to be written", { retryInMs: delayMs });
      await sleep(delayMs);
    }
  }
}
