import "server-only";
import { ask, askedSamples } from "../../audience/ask";
import { isChosen, membersSql } from "../../audience/members";
import type { Audience } from "../../audience/schema";
import type { Viewer } from "../../auth/viewer";
import { now as readClock } from "../../clock";
import { instantOf } from "../../compliance/local-time";
import { type Place, placeOfKey, spotsOf } from "../../compliance/places";
import { nextOpening } from "../../compliance/quiet-hours";
import { momentOf } from "../../compliance/wall-clock";
import { pool } from "../../db/pool";
import { sql } from "../../db/sql";
import { composed } from "../../db/statement";
import { bigint, known, text } from "../../db/types";
import { getSendingSettings } from "../../settings/queries";
import type { Start, TurnsRequest } from "../schema";
import { startSpan } from "../timing";
import type { Turns } from "../views";

/** When the people of an audience would get a text, place by place; exact for the audience as it is today. */
export async function getTurns(_viewer: Viewer, request: TurnsRequest): Promise<Turns | null> {
  if (!isChosen(request.audience)) return null;
  const [people, { hasQuietHours }] = await Promise.all([countPlaces(request.audience), getSendingSettings()]);
  const isQuiet = hasQuietHours && !request.ignoresQuietHours;
  return turnsOf(people, request.start, isQuiet, readClock());
}

export type PeopleThere = { place: Place; people: number };

/** One pass over the audience, like its count: asked only where places matter. */
async function countPlaces(audience: Audience): Promise<PeopleThere[]> {
  const { frequencyCap } = await getSendingSettings();
  const rows = await countByPlace.rows(pool(), ask(audience, frequencyCap));
  return rows.map(({ place, people }) => ({ place: placeOfKey(place), people }));
}

const countByPlace = composed(
  {
    name: "people-by-place",
    row: { place: known(text, "made of the number"), people: known(bigint, "count") },
    samples: askedSamples,
  },
  (asked) => sql`
    SELECT place, count(*) AS people FROM (${membersSql(asked)}) AS member
     WHERE skip = 0 GROUP BY place ORDER BY place`,
);

/** Null when nobody is there, or no time is chosen yet. */
export function turnsOf(there: readonly PeopleThere[], start: Start, isQuiet: boolean, now: Date): Turns | null {
  const turns = alike(there).flatMap(({ place, people }) => {
    const turn = start.kind === "local" ? instantOf(start, place) : startSpan(start, now)?.first;
    if (!turn) return [];
    const opening = isQuiet ? nextOpening(place, turn) : turn;
    return [{ people, turn, opening, isWaiting: opening > turn, isOver: isOverAt(place, start, now) }];
  });
  if (turns.length === 0) return null;
  const waiting = turns.filter(({ isWaiting }) => isWaiting);
  const all = turns.map(({ turn }) => turn.getTime());
  const begins = Math.min(...turns.map(({ opening }) => opening.getTime()));
  return {
    first: new Date(Math.min(...all)).toISOString(),
    last: new Date(Math.max(...all)).toISOString(),
    earliest: sumOf(turns.filter(({ opening }) => opening.getTime() === begins)),
    over: sumOf(turns.filter(({ isOver }) => isOver)),
    waiting: sumOf(waiting),
    waitUntil:
      waiting.length > 0 ? new Date(Math.max(...waiting.map(({ opening }) => opening.getTime()))).toISOString() : null,
  };
}

/** Places that may mean the same spots, as area codes nobody knows do, are reckoned with once. */
function alike(there: readonly PeopleThere[]): PeopleThere[] {
  const groups = new Map<string, PeopleThere>();
  for (const { place, people } of there) {
    const spots = spotsOf(place).map(({ country, state, zone }) => `${country} ${state} ${zone}`);
    const key = spots.join();
    groups.set(key, { place, people: people + (groups.get(key)?.people ?? 0) });
  }
  return [...groups.values()];
}

/** As Send asks: a place that may mean several zones is over as soon as one of them is. */
function isOverAt(place: Place, start: Start, now: Date): boolean {
  if (start.kind !== "local") return false;
  const { date, time } = start;
  return spotsOf(place).some(({ zone }) => (momentOf({ date, time, zone })?.instant ?? now) <= now);
}

function sumOf(some: readonly { people: number }[]): number {
  return some.reduce((sum, { people }) => sum + people, 0);
}
