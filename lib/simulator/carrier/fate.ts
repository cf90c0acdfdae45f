import type { Delays } from "../options";
import { codes } from "./codes";
import { unitHash } from "./hash";

/** What becomes of a text to this number: decided by the number and the seed alone (see README.md). */
export type Fate = {
  code: number;
  /** No final report ever comes. */
  isSilent: boolean;
  delayFactor: number;
  /** The handset answers with this after delivery. */
  reply: string | null;
};

/** Share of a crowd per code, in thousandths; the rest, 97 %, is delivered. */
const failureShares: [code: number, perMille: number][] = [
  [402, 7],
  [150, 7],
  [153, 5],
  [404, 4],
  [61, 3],
  [159, 2],
  [255, 2],
];

const delivered: Fate = { code: 0, isSilent: false, delayFactor: 1, reply: null };

/** The last six digits 991001, 991002 … */
const characters: Record<string, Fate> = {
  "991001": { ...delivered, isSilent: true },
  "991002": { ...delivered, delayFactor: 20 },
  "991003": { ...delivered, reply: "STOP" },
  "991004": { ...delivered, reply: "START" },
  "991005": { ...delivered, reply: "HELP" },
  "991006": { ...delivered, reply: "Thanks, see you there!" },
};

export function fateOf(digits: string, seed: number): Fate {
  return forcedFate(digits) ?? crowdFate(digits, seed);
}

function forcedFate(digits: string): Fate | null {
  const suffix = digits.slice(-6);
  const character = characters[suffix];
  if (character) return character;
  if (!suffix.startsWith("990")) return null;
  const code = Number(suffix.slice(3));
  return Object.hasOwn(codes, code) && code !== 400 && code !== 401 ? { ...delivered, code } : null;
}

function crowdFate(digits: string, seed: number): Fate {
  let draw = unitHash(digits, seed) * 1_000;
  for (const [code, perMille] of failureShares) {
    if (draw < perMille) return { ...delivered, code };
    draw -= perMille;
  }
  return delivered;
}

/** Cubed, so that half of all handsets answer within an eighth of the span and a few take all of it. */
export function delayOf(digits: string, salt: number, delays: Delays): number {
  const draw = unitHash(digits, salt);
  return delays.minMs + (delays.maxMs - delays.minMs) * draw ** 3;
}
