import { describe, expect, test } from "vitest";
import { countryOf, timeZonesOf } from "@/lib/compliance/calling-codes";
import { areaCodes } from "@/lib/compliance/north-america";
import { placeKeyOf, placeOfKey, spotsOf } from "@/lib/compliance/places";
import { hoursByState } from "@/lib/compliance/quiet-hours-data";

const at = (phone: string, country: string | null, timeZone: string | null = null) =>
  placeOfKey(placeKeyOf({ phone, country, timeZone }));

describe("area codes", () => {
  test("each is there once, of the country its numbers are of, in zones that country has", () => {
    expect(areaCodes.size).toBeGreaterThan(400);
    for (const [code, { country, zones }] of areaCodes) {
      expect(code).toMatch(/^[2-9]\d\d$/);
      expect([code, countryOf(`+1${code}5550100`)]).toEqual([code, country]);
      expect(zones.length).toBeGreaterThan(0);
      for (const zone of zones) expect([code, timeZonesOf(country)]).toEqual([code, expect.arrayContaining([zone])]);
    }
  });

  test("every state with hours of its own has one", () => {
    const states = new Set([...areaCodes.values()].filter(({ country }) => country === "US").map(({ state }) => state));
    // 50 states and the District of Columbia.
    expect(states.size).toBe(51);
    for (const state of Object.keys(hoursByState)) expect(states).toContain(state);
  });
});

describe("keys of places", () => {
  test.each([
    [{ phone: "+12125550100", country: "US", timeZone: null }, "US+1212"],
    [{ phone: "+14165550100", country: "CA", timeZone: "America/Toronto" }, "CA+1416@America/Toronto"],
    [{ phone: "+17875550100", country: "PR", timeZone: null }, "PR"],
    [{ phone: "+491760406902", country: "DE", timeZone: "Europe/Berlin" }, "DE@Europe/Berlin"],
    [{ phone: "+491760406902", country: "US", timeZone: null }, "US"],
    [{ phone: "+491760406902", country: null, timeZone: null }, "+4917"],
    [{ phone: "+14165550100", country: null, timeZone: null }, "+1416"],
  ])("%o", (person, key) => {
    expect(placeKeyOf(person)).toBe(key);
  });

  test("and back: the country comes from the number where nobody said it", () => {
    expect(placeOfKey("US+1212@America/Chicago")).toEqual({
      country: "US",
      areaCode: "212",
      timeZone: "America/Chicago",
    });
    expect(placeOfKey("+4917")).toEqual({ country: "DE", areaCode: null, timeZone: null });
    expect(placeOfKey("+1416")).toEqual({ country: "CA", areaCode: "416", timeZone: null });
    expect(placeOfKey("DE")).toEqual({ country: "DE", areaCode: null, timeZone: null });
  });
});

describe("where somebody may be", () => {
  const zonesOf = (...person: Parameters<typeof at>) => [...new Set(spotsOf(at(...person)).map(({ zone }) => zone))];
  const statesOf = (...person: Parameters<typeof at>) => [...new Set(spotsOf(at(...person)).map(({ state }) => state))];

  test("a code of one zone, one that spans two, and one that nobody knows", () => {
    expect(spotsOf(at("+12125550100", "US"))).toEqual([{ country: "US", state: "NY", zone: "America/New_York" }]);
    expect(zonesOf("+18505550100", "US")).toEqual(["America/Chicago", "America/New_York"]);
    expect(zonesOf("+18005550100", "US").sort()).toEqual([...timeZonesOf("US")].sort());
    expect(statesOf("+18005550100", "US")).toHaveLength(51);
    expect(zonesOf("+16135550100", "US")).toHaveLength(8);
    expect(zonesOf("+18005550100", null)).toContain("America/Halifax");
  });

  test("one's own zone decides the clock; where it does not fit the number, the state is unsure", () => {
    expect(spotsOf(at("+18505550100", "US", "America/Chicago"))).toEqual([
      { country: "US", state: "FL", zone: "America/Chicago" },
    ]);
    const moved = statesOf("+12125550100", "US", "America/Los_Angeles");
    expect(moved.sort()).toEqual(["CA", "ID", "NV", "NY", "OR", "WA"]);
    expect(zonesOf("+12125550100", "US", "America/Los_Angeles")).toEqual(["America/Los_Angeles"]);
    expect(spotsOf(at("+12125550100", "US", "Europe/Paris"))).toEqual([
      { country: "US", state: "NY", zone: "Europe/Paris" },
    ]);
    expect(zonesOf("+491760406902", "DE", "Asia/Tokyo")).toEqual(["Asia/Tokyo"]);
  });

  test("a zone that does not exist is none", () => {
    expect(zonesOf("+12125550100", "US", "Mars/Olympus")).toEqual(["America/New_York"]);
    expect(zonesOf("+351912345678", "PT", "")).toEqual(timeZonesOf("PT"));
  });
});
