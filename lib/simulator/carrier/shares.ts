import { codes } from "./codes";

/**
 * Which part of a crowd meets which fate: a code of `codes.ts` or a character of `fate.ts`, with its part of 1. The rest is
 * delivered. The number and the seed decide who.
 */
export type Shares = Record<string, number>;

/** The defaults leave 97 % delivered. */
export const defaultShares: Shares = {
  "402": 0.007,
  "150": 0.007,
  "153": 0.005,
  "404": 0.004,
  "61": 0.003,
  "159": 0.002,
  "255": 0.002,
};

export const characterNames = ["silent", "late", "stop", "start", "help", "thanks", "landline", "opted_out"] as const;
export type CharacterName = (typeof characterNames)[number];

/** What is wrong with them, or null. */
export function problemOfShares(shares: Shares): string | null {
  const unknown = Object.keys(shares).find((name) => !isCharacter(name) && !isFinalCode(name));
  if (unknown !== undefined) return `shares: ${unknown} is neither a final code nor a character`;
  const total = Object.values(shares).reduce((sum, share) => sum + share, 0);
  return total > 1.000_001 ? "shares: together they exceed 1" : null;
}

export function isCharacter(name: string): name is CharacterName {
  return characterNames.some((known) => known === name);
}

export function isFinalCode(name: string): boolean {
  const code = Number(name);
  return Object.hasOwn(codes, name) && code !== 400 && code !== 401;
}
