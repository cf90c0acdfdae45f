import "server-only";
import { sleep } from "../../clock";
import { type DepartureSlot, databaseClock, departuresOf, mostOf, type Plan } from "./pace";

/** When a reserved slot is, on the scale of `performance.now()`. */
export function momentOf(slot: DepartureSlot): number {
  return databaseClock.toLocal(slot.at);
}

/** On the scale of `performance.now()`. */
export async function sleepUntil(moment: number, signal?: AbortSignal): Promise<void> {
  for (;;) {
    const remaining = moment - performance.now();
    if (remaining <= 0 || signal?.aborted) return;
    await sleep(Math.max(1, remaining), signal);
  }
}

/**
 * The moment to call: the slot, or later where that second would be too full because others were late or heavier than
 * reserved. From then on everybody else counts this call.
 */
export async function untilItsTurn(
  plan: Plan,
  slot: DepartureSlot,
  weight: number,
  signal?: AbortSignal,
): Promise<void> {
  const departures = departuresOf(plan);
  let opensAt = momentOf(slot);
  for (;;) {
    await sleepUntil(opensAt, signal);
    const now = performance.now();
    opensAt = departures.opensAt(slot.at, weight, mostOf(plan), now);
    if (opensAt <= now) return departures.left(slot.at, weight, slot.weight, now);
    if (signal?.aborted) return;
  }
}
