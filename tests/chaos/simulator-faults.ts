import type { Dice } from "./random.ts";

/** A fault of Sinch, bounded in time: the drain meets no fault that is left over. */
export function simulatorFault(dice: Dice): object {
  const status = dice.pick([500, 503]);
  const callbacks = dice.pick([3, 20, 200]);
  return {
    seconds: 15,
    ...dice.pick<object>([
      { kind: "status", status: 429, retryAfter: dice.pick([0, 1]), times: dice.between(1, 3) },
      { kind: "status", status: 429, times: 1 },
      { kind: "status", status, times: dice.between(1, 2) },
      { kind: "status_after_accept", status, times: dice.between(1, 2) },
      { kind: "hang_after_accept", times: 1 },
      { kind: "cut_response", bytes: dice.between(0, 60), times: dice.between(1, 2) },
      { kind: "delay", ms: dice.between(50, 1_500), times: dice.between(1, 4) },
      { kind: "refuse", times: dice.between(1, 3) },
      { kind: "callback_before_response", ms: 1_000, times: dice.between(1, 3) },
      { kind: "listing_lag", ms: dice.between(500, 8_000), times: dice.between(1, 5) },
      { kind: "expire_tokens", on: "any", times: dice.between(1, 2) },
      { kind: "duplicate_callbacks", times: callbacks },
      { kind: "reorder_callbacks", times: callbacks },
      { kind: "late_callbacks", ms: dice.between(200, 3_000), times: callbacks },
      { kind: "wrong_signature", times: dice.between(1, 5) },
      { kind: "missing_callbacks", times: dice.between(1, 5) },
      { kind: "unknown_batch_callbacks", times: dice.between(1, 5) },
    ]),
  };
}
