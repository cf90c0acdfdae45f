import { callingCodeAtStartOf, countriesOfCallingCode, planOf, probablePlanOf } from "./numbering-plans";
import { timeZonesByCountry } from "./time-zones";

/**
 * From a number to where its owner probably is. A calling code shared by several countries (+1, +7, +44 …) is told
 * apart by the digits that follow; North America by its area code.
 */
export function countryOf(phone: string): string | null {
  const digits = phone.startsWith("+") ? phone.slice(1) : phone;
  const callingCode = callingCodeAtStartOf(digits);
  if (callingCode === null) return null;
  const shared = countriesOfCallingCode(callingCode);
  if (shared.length === 1) return shared[0] ?? null;
  return probablePlanOf(callingCode, digits.slice(callingCode.length))?.country ?? shared[0] ?? null;
}

/** The calling code of a country without the plus, "49" for DE; null for a country that is not known. */
export function callingCodeOf(country: string): string | null {
  return planOf(country)?.callingCode ?? null;
}

/** The zone most people of the country live in; null for a country that is not known. */
export function timeZoneOf(country: string): string | null {
  return timeZonesOf(country)[0] ?? null;
}

/** Every zone of the country that keeps its own clock, the most populous first. */
export function timeZonesOf(country: string): readonly string[] {
  const zones = Object.hasOwn(timeZonesByCountry, country) ? timeZonesByCountry[country] : undefined;
  return zones ? zones.split(" ") : [];
}
