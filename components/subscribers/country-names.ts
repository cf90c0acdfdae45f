import { timeZonesByCountry } from "@/lib/compliance/time-zones";

/** The countries whose numbers we can read, by English name. */
export type Country = { code: string; name: string };

let known: Country[] | undefined;

export function countries(): Country[] {
  if (!known) {
    const names = new Intl.DisplayNames("en", { type: "region" });
    known = Object.keys(timeZonesByCountry)
      .map((code) => ({ code, name: names.of(code) ?? code }))
      .sort((one, other) => one.name.localeCompare(other.name, "en"));
  }
  return known;
}

export function countryName(code: string): string {
  return countries().find((country) => country.code === code)?.name ?? code;
}
