import { timings } from "@/lib/sending/core/unknown";

/**
 * Preloaded into a worker: what the engine waits minutes for, before it tries an unknown batch again and while Sinch holds
 * that try back, takes seconds. The proportions are kept that matter: whoever dies while looking has its lease of 20 s
 * taken over before the last chance to take a try back.
 */
Object.assign(timings, {
  lookAfterMs: [1_000, 2_000, 4_000, 6_000],
  holdMs: 36_000,
  checkMs: 34_000,
  lastChanceMs: 10_000,
  skewMs: 500,
});
