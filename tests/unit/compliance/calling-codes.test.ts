import {
  getCountries,
  getCountryCallingCode,
  getExampleNumber,
  parsePhoneNumberFromString,
} from "libphonenumber-js/max";
import examples from "libphonenumber-js/mobile/examples";
import { describe, expect, it } from "vitest";
import { callingCodeOf, countryOf, timeZoneOf, timeZonesOf } from "@/lib/compliance/calling-codes";

describe("countryOf", () => {
  it.each([
    ["+14155552671", "US"],
    ["+16135550123", "CA"],
    ["+18765551234", "JM"],
    ["+17875551234", "PR"],
    ["+18095551234", "DO"],
    ["+12425551234", "BS"],
    ["+77011234567", "KZ"],
    ["+79123456789", "RU"],
    ["+447400123456", "GB"],
    ["+447797712345", "JE"],
    ["+4915123456789", "DE"],
    ["4915123456789", "DE"],
    ["+999123456", null],
    ["+", null],
    ["", null],
    ["+883510012345", null],
  ])("%s is in %s", (phone, country) => {
    expect(countryOf(phone)).toBe(country);
  });

  it("gives the main country for a number of a range nobody has", () => {
    expect(countryOf("+12005550100")).toBe("US");
    expect(countryOf("+49")).toBe("DE");
  });

  it("agrees with libphonenumber on every North American area code", () => {
    for (let area = 200; area < 1000; area++) {
      const phone = `+1${area}5550123`;
      const theirs = parsePhoneNumberFromString(phone);
      if (theirs?.isValid()) expect(`${area} ${countryOf(phone)}`).toBe(`${area} ${theirs.country}`);
    }
  });

  it("knows the example mobile of every country", () => {
    for (const country of getCountries()) {
      const example = getExampleNumber(country, examples);
      expect(countryOf(example?.number ?? "")).toBe(parsePhoneNumberFromString(example?.number ?? "")?.country);
    }
  });
});

describe("time zones", () => {
  it("are known for every country that has a calling code, and are real", () => {
    for (const country of getCountries()) {
      expect(timeZonesOf(country).length).toBeGreaterThan(0);
      for (const timeZone of timeZonesOf(country)) {
        expect(() => new Intl.DateTimeFormat("en", { timeZone })).not.toThrow();
      }
    }
  });

  it.each([
    ["DE", "Europe/Berlin"],
    ["US", "America/New_York"],
    ["CA", "America/Toronto"],
    ["AU", "Australia/Sydney"],
    ["BR", "America/Sao_Paulo"],
    ["IN", "Asia/Kolkata"],
    ["XK", "Europe/Belgrade"],
  ])("%s: most people live in %s", (country, zone) => {
    expect(timeZoneOf(country)).toBe(zone);
  });

  it("lists each clock of a wide country once", () => {
    expect(timeZonesOf("US")).toEqual(expect.arrayContaining(["America/Phoenix", "Pacific/Honolulu"]));
    expect(timeZonesOf("DE")).toEqual(["Europe/Berlin"]);
  });

  it.each(["ZZ", "", "constructor", "de"])("are not known for %j", (country) => {
    expect(timeZoneOf(country)).toBeNull();
    expect(timeZonesOf(country)).toEqual([]);
  });
});

describe("callingCodeOf", () => {
  it("is the library's for every country", () => {
    for (const country of getCountries()) expect(callingCodeOf(country)).toBe(getCountryCallingCode(country));
    expect(callingCodeOf("ZZ")).toBeNull();
  });
});
