import { z } from "zod";
import type { Start } from "../../campaigns/schema";
import { instantOf } from "../../compliance/local-time";
import { placeOfKey } from "../../compliance/places";
import { nextOpening } from "../../compliance/quiet-hours";

/**
 * An audience whose people may not all be texted at the same moment goes out in waves, frozen with it: who is in which is
 * decided by where somebody is when their row is written, and each wave's batches wait for its start. That is for full
 * batches and an honest page; the hours are asked again when a batch leaves.
 */
export const waveSchema = z.object({
  /** Keys of places; null for everywhere that no other wave names. */
  keys: z.array(z.string()).nullable(),
  startsAt: z.coerce.date(),
  /** Why its batches wait; empty for those that are due at once. */
  waitReason: z.enum(["", "local_time", "quiet_hours"]),
});
export type Wave = z.output<typeof waveSchema>;

export const oneWave = (now: Date): Wave[] => [{ keys: null, startsAt: now, waitReason: "" }];

/** By start, the earliest first. The last one is also for whoever moves before their row is written: never too early. */
export function planWaves(keys: readonly string[], start: Start, hasQuietHours: boolean, now: Date): Wave[] {
  const waves = new Map<string, Wave & { keys: string[] }>();
  for (const key of keys) {
    const turn = turnOf(key, start, hasQuietHours, now);
    const name = `${turn.startsAt.getTime()} ${turn.waitReason}`;
    const wave = waves.get(name) ?? { ...turn, keys: [] };
    wave.keys.push(key);
    waves.set(name, wave);
  }
  const sorted = [...waves.values()].sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime());
  const first = sorted.slice(0, mostWaves - 1);
  const last = sorted.at(-1);
  return last ? [...first.filter((wave) => wave !== last), { ...last, keys: null }] : oneWave(now);
}

function turnOf(key: string, start: Start, hasQuietHours: boolean, now: Date): Pick<Wave, "startsAt" | "waitReason"> {
  const place = placeOfKey(key);
  const wanted = start.kind === "local" ? (instantOf(start, place) ?? now) : now;
  const turn = wanted > now ? wanted : now;
  const startsAt = hasQuietHours ? nextOpening(place, turn) : turn;
  if (startsAt > turn) return { startsAt, waitReason: "quiet_hours" };
  return { startsAt, waitReason: turn > now ? "local_time" : "" };
}

/** As many as fit into a batch number. The whole world at its own time of day is some 60 waves. */
const mostWaves = 200;
