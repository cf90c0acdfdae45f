import { countryOf, timeZonesOf } from "./calling-codes";
import { type AreaCode, areaCodes } from "./north-america";
import { isZone } from "./wall-clock";

/** Where somebody probably is: what hours and zones follow from. An area code only where it says more than the country. */
export type Place = { country: string | null; areaCode: string | null; timeZone: string | null };

export type Person = { phone: string; country: string | null; timeZone: string | null };

/**
 * People of one place share one key: `FR`, `US+1212`, `US+1212@America/Chicago`; without a country the number's beginning
 * stands for it: `+4917`. The same as placeKeySql (lib/audience/place-key.ts).
 */
export function placeKeyOf({ phone, country, timeZone }: Person): string {
  const base = country === null ? phone.slice(0, 5) : country;
  const areaCode = country !== null && sharesArea.has(country) && phone.startsWith("+1") ? phone.slice(0, 5) : "";
  return `${base}${areaCode}${timeZone === null ? "" : `@${timeZone}`}`;
}

/** Countries that are told apart further by their area codes. */
export const sharesArea: ReadonlySet<string> = new Set(["US", "CA"]);

export function placeOfKey(key: string): Place {
  const [where = "", zone] = key.split("@");
  const [country, digits] = where.split("+");
  const areaCode = digits?.startsWith("1") ? digits.slice(1) : null;
  const timeZone = zone ?? null;
  if (country) return { country, areaCode, timeZone };
  const known = areaCode === null ? countryOf(where) : (areaCodes.get(areaCode)?.country ?? null);
  return { country: known, areaCode, timeZone };
}

/** One of the spots where somebody may be. The state decides about hours, the zone about the clock. */
export type Spot = { country: string | null; state: string | null; zone: string };

/**
 * All the spots that a place may mean: a code that spans zones, a code nobody knows, a zone of one's own that does not fit the
 * code. Whoever must not disturb anybody has to satisfy all of them.
 */
export function spotsOf(place: Place): Spot[] {
  const own = place.timeZone !== null && isZone(place.timeZone) ? place.timeZone : null;
  const { country, areaCode } = place;
  if (country === null ? areaCode === null : !sharesArea.has(country)) return elsewhere(country, own);
  const known = areaCode === null ? undefined : areaCodes.get(areaCode);
  const candidates = everySpot.filter((spot) => country === null || spot.country === country);
  const fitting = known && known.country === country ? spotsOfCode(known) : candidates;
  if (own === null) return fitting;
  // Somebody with a number of one state and the clock of another may live in either, or anywhere else with that clock.
  const here = fitting.filter(({ zone }) => zone === own);
  if (here.length > 0) return here;
  const moved = [...fitting, ...candidates.filter(({ zone }) => zone === own)];
  return unique(moved.map((spot) => ({ ...spot, zone: own })));
}

function elsewhere(country: string | null, own: string | null): Spot[] {
  if (own !== null) return [{ country, state: null, zone: own }];
  const zones = country === null ? [] : timeZonesOf(country);
  // Nobody knows anything: noon in Europe is daytime from Brazil to India.
  return (zones.length > 0 ? zones : ["UTC"]).map((zone) => ({ country, state: null, zone }));
}

function spotsOfCode({ country, state, zones }: AreaCode): Spot[] {
  return zones.map((zone) => ({ country, state, zone }));
}

function unique(spots: readonly Spot[]): Spot[] {
  return [...new Map(spots.map((spot) => [`${spot.country} ${spot.state} ${spot.zone}`, spot])).values()];
}

const everySpot = unique([...areaCodes.values()].flatMap(spotsOfCode));
