import type { Behaviour } from "../behaviour";
import type { Delays } from "../options";
import { unitHash } from "./hash";
import { type CharacterName, defaultShares, isCharacter, isFinalCode, type Shares } from "./shares";

/** What becomes of a text to this number: decided by the number and the seed alone (see README.md). */
export type Fate = {
  code: number;
  /** No final report ever comes. */
  isSilent: boolean;
  delayFactor: number;
  /** The handset answers with this after delivery. */
  reply: string | null;
};

export type Moods = { shares: Shares; behaviour: Pick<Behaviour, "landlineCode" | "optedOutCode"> };

const defaultMoods: Moods = { shares: defaultShares, behaviour: { landlineCode: 402, optedOutCode: 255 } };

const delivered: Fate = { code: 0, isSilent: false, delayFactor: 1, reply: null };

const characters: Record<Exclude<CharacterName, "landline" | "opted_out">, Fate> = {
  silent: { ...delivered, isSilent: true },
  late: { ...delivered, delayFactor: 20 },
  stop: { ...delivered, reply: "STOP" },
  start: { ...delivered, reply: "START" },
  help: { ...delivered, reply: "HELP" },
  thanks: { ...delivered, reply: "Thanks, see you there!" },
};

/** The last six digits that force a character. */
const forced: Record<string, CharacterName> = {
  "991001": "silent",
  "991002": "late",
  "991003": "stop",
  "991004": "start",
  "991005": "help",
  "991006": "thanks",
  "991007": "landline",
  "991008": "opted_out",
};

export function fateOf(digits: string, seed: number, moods: Moods = defaultMoods): Fate {
  return forcedFate(digits, moods) ?? crowdFate(digits, seed, moods);
}

function forcedFate(digits: string, moods: Moods): Fate | null {
  if (digits.charCodeAt(digits.length - 6) !== 57) return null;
  const suffix = digits.slice(-6);
  const name = forced[suffix];
  if (name) return characterFate(name, moods);
  if (!suffix.startsWith("990")) return null;
  const code = String(Number(suffix.slice(3)));
  return isFinalCode(code) ? { ...delivered, code: Number(code) } : null;
}

function characterFate(name: CharacterName, { behaviour }: Moods): Fate {
  if (name === "landline") return { ...delivered, code: behaviour.landlineCode };
  if (name === "opted_out") return { ...delivered, code: behaviour.optedOutCode };
  return characters[name];
}

function crowdFate(digits: string, seed: number, moods: Moods): Fate {
  let draw = unitHash(digits, seed);
  for (const [name, share] of listOf(moods.shares)) {
    if (draw < share) return isCharacter(name) ? characterFate(name, moods) : { ...delivered, code: Number(name) };
    draw -= share;
  }
  return delivered;
}

/** Made once for each set of shares: this is asked for every message. */
const lists = new WeakMap<Shares, [string, number][]>();

function listOf(shares: Shares): [string, number][] {
  const known = lists.get(shares) ?? Object.entries(shares);
  lists.set(shares, known);
  return known;
}

/** Cubed, so that half of all handsets answer within an eighth of the span and a few take all of it. */
export function delayOf(digits: string, salt: number, delays: Delays): number {
  const draw = unitHash(digits, salt);
  return delays.minMs + (delays.maxMs - delays.minMs) * draw ** 3;
}
