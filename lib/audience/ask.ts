import "server-only";
import { arrayOf, int, type Slot } from "../db/types";
import { largestInteger } from "../integer";
import type { FrequencyCap } from "../settings/schema";
import type { Audience } from "./schema";

/** An audience as statements ask for it: each value is one slot, wherever the fragments of this room put it. */
export type Asked = {
  audience: Audience;
  cap: FrequencyCap | null;
  /** The included tags. */
  included: Slot;
  excluded: Slot;
  /** The campaign that the audience follows, if it follows one. */
  followed: Slot;
  /** Subscribers above this id. */
  above: Slot;
  /** Up to this id. */
  through: Slot;
  /** The campaign whose audience it is: what it sent itself does not count under a frequency cap. */
  campaign: Slot;
};

type Range = { above?: number; through?: number; campaignId?: number };

/** Without a range: all subscribers, for a draft. */
export function ask(audience: Audience, cap: FrequencyCap | null, range: Range = {}): Asked {
  const { above = 0, through = largestInteger, campaignId = 0 } = range;
  const { includeTagIds, excludeTagIds, followUpOf } = audience;
  return {
    audience,
    cap,
    included: arrayOf(int)(includeTagIds),
    excluded: arrayOf(int)(excludeTagIds),
    followed: int(followUpOf ?? 0),
    above: int(above),
    through: int(through),
    campaign: int(campaignId),
  };
}

const everyone: Audience = { everyone: true, includeTagIds: [], excludeTagIds: [], followUpOf: null };
const audiences: Audience[] = [
  everyone,
  { ...everyone, excludeTagIds: [1] },
  { ...everyone, everyone: false, includeTagIds: [1, 2] },
  { ...everyone, everyone: false, includeTagIds: [1], excludeTagIds: [2] },
  { ...everyone, everyone: false, followUpOf: 1 },
];

/** Every way in which an audience can be asked for, for the test that describes statements. */
export const askedSamples: Asked[] = audiences.flatMap((audience) => {
  return [ask(audience, null), ask(audience, { messages: 3, days: 7 })];
});
