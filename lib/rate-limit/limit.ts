import "server-only";
import { RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";
import { pool } from "../db/pool";

/**
 * A budget per key and window, shared by all web processes: the window opens with the first call and does not slide. One
 * prepared statement a call, and none at all once this process has seen the budget used up. The key is kept as it is
 * written: it must not hold an address or a secret.
 */
export type Limit = { name: string; points: number; seconds: number };

export type Taken = {
  isAllowed: boolean;
  remaining: number;
  /** Until the window closes and the whole budget is there again. */
  retryAfterSeconds: number;
};

export type RateLimit = { take(key: number | string): Promise<Taken> };

/** Called once, where a module is loaded: what is used up is remembered in it. */
export function rateLimit({ name, points, seconds }: Limit): RateLimit {
  const limiter = new RateLimiterPostgres({
    // The pool is asked for with each call: none is opened when a module is loaded.
    storeClient: { query: (query: { name: string; text: string; values: unknown[] }) => pool().query(query) },
    storeType: "client",
    tableName: "rate_limit",
    tableCreated: true,
    keyPrefix: name,
    points,
    duration: seconds,
    inMemoryBlockOnConsumed: points,
  });
  return {
    async take(key) {
      try {
        return { isAllowed: true, ...budgetOf(await limiter.consume(key)) };
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        return { isAllowed: false, ...budgetOf(refusal) };
      }
    },
  };
}

function budgetOf({ remainingPoints, msBeforeNext }: RateLimiterRes) {
  return { remaining: remainingPoints, retryAfterSeconds: Math.max(1, Math.ceil(msBeforeNext / 1_000)) };
}
