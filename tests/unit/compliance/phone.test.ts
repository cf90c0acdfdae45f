import fc from "fast-check";
import { type CountryCode, getCountries, getExampleNumber, parsePhoneNumberFromString } from "libphonenumber-js/max";
import examples from "libphonenumber-js/mobile/examples";
import { describe, expect, it } from "vitest";
import { isE164, parsePhone, problemWords } from "@/lib/compliance/phone";

describe("parsePhone reads", () => {
  it.each([
    ["+4915123456789", null, "+4915123456789", "DE"],
    ["0151 23456789", "DE", "+4915123456789", "DE"],
    ["0151/234 567-89", "DE", "+4915123456789", "DE"],
    ["+49 (0)151 23456789", "US", "+4915123456789", "DE"],
    ["+49 0151 23456789", "US", "+4915123456789", "DE"],
    ["0049 151 23456789", "US", "+4915123456789", "DE"],
    ["011 49 151 23456789", "US", "+4915123456789", "DE"],
    ["4915123456789", "US", "+4915123456789", "DE"],
    ["4915123456789", "DE", "+4915123456789", "DE"],
    ["4915123456789.0", "DE", "+4915123456789", "DE"],
    ["15123456789", "DE", "+4915123456789", "DE"],
    ["(415) 555-2671", "US", "+14155552671", "US"],
    ["1-415-555-2671", "US", "+14155552671", "US"],
    ["415.555.2671", "US", "+14155552671", "US"],
    ["14155552671", "GB", "+14155552671", "US"],
    ["6135550123", "US", "+16135550123", "CA"],
    ["+1 (876) 555-1234", null, "+18765551234", "JM"],
    ["\u202a+1\u00a0876\u2011555\u20131234\u202c", null, "+18765551234", "JM"],
    ["＋７ ７０１ １２３ ４５６７", null, "+77011234567", "KZ"],
    ["8 912 345 67 89", "RU", "+79123456789", "RU"],
    ["٠١٥١٢٣٤٥٦٧٨٩", "DE", "+4915123456789", "DE"],
    ["'+393471234567", null, "+393471234567", "IT"],
    ['="393471234567"', "IT", "+393471234567", "IT"],
    ["+39 (0)6 12345678", null, "+390612345678", "IT"],
    ["tel:+33612345678", null, "+33612345678", "FR"],
    ["06 12 34 56 78", "FR", "+33612345678", "FR"],
    ["07400 123456", "GB", "+447400123456", "GB"],
    ["+44 7797 712345", null, "+447797712345", "JE"],
    ["0412 345 678", "AU", "+61412345678", "AU"],
    ["011 15 2345 6789", "AR", "+5491123456789", "AR"],
    ["(11) 98765-4321", "BR", "+5511987654321", "BR"],
    ["+52 1 55 1234 5678", null, "+525512345678", "MX"],
  ])("%j in %s", (raw, country, phone, found) => {
    expect(parsePhone(raw, country)).toEqual({ ok: true, phone, country: found });
  });
});

describe("parsePhone refuses", () => {
  it.each([
    ["", "DE", "empty"],
    [" \u00a0\u200b", "DE", "empty"],
    ["'", "DE", "empty"],
    ["unknown", "DE", "not_a_number"],
    ["+", "DE", "not_a_number"],
    ["1 ".repeat(200), "DE", "not_a_number"],
    ["1-800-FLOWERS", "US", "not_a_number"],
    ["0151 2345*6789", "DE", "not_a_number"],
    ["ana@example.com", "DE", "not_a_number"],
    ["4.91512E+12", "DE", "scientific"],
    ["4,91512e+12", "DE", "scientific"],
    ["030 123456 ext 12", "DE", "extension"],
    ["+442079460958x3", "GB", "extension"],
    ["415 555 2671 #12", "US", "extension"],
    ["0171 2345678 / 0172 3456789", "DE", "several"],
    ["+4915123456789;+4915123456788", "DE", "several"],
    ["+4915123456789, 0151 2345678", "DE", "several"],
    ["123", "DE", "too_short"],
    ["+1415555", null, "too_short"],
    ["55512", "US", "too_short"],
    ["+491640", null, "too_short"],
    ["+14155552671234", null, "too_long"],
    ["+4915123456789012345", null, "too_long"],
    ["+999123456789", "DE", "unknown_country"],
    ["0151 23456789", null, "unknown_country"],
    ["+1 200 555 0100", "US", "impossible"],
    ["+1 415 155 2671", "US", "impossible"],
    ["+49 151 2345", null, "impossible"],
    ["0900 1234567", "DE", "not_textable"],
    ["+1 900 555 2671", null, "not_textable"],
  ])("$0 in $1: $2", (raw, country, problem) => {
    expect(parsePhone(raw, country)).toEqual({ ok: false, problem });
    expect(problemWords[problem as keyof typeof problemWords]).toMatch(/^[A-Z].*\.$/);
  });

  it("a default country that does not exist does no harm", () => {
    expect(parsePhone("+4915123456789", "ZZ")).toMatchObject({ ok: true });
    expect(parsePhone("0151 2345678", "ZZ")).toMatchObject({ ok: false });
  });
});

const countries = getCountries();
const digits = (least: number, most: number) =>
  fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: least, maxLength: most });
const anyNumber = fc.oneof(
  fc.tuple(fc.constantFrom(...countries), digits(0, 3)).map(([country, tail]) => {
    const example = getExampleNumber(country, examples)?.number ?? "";
    return example.slice(0, Math.max(3, example.length - tail.length)) + tail;
  }),
  digits(4, 15).map((rest) => `+${rest}`),
  digits(4, 15),
);

describe("parsePhone on any number", () => {
  it.each(countries)("reads the example mobile of %s in both spellings", (country) => {
    const example = getExampleNumber(country, examples);
    const expected = { ok: true, phone: example?.number };
    expect(parsePhone(example?.formatInternational() ?? "", null)).toMatchObject(expected);
    expect(parsePhone(example?.formatNational() ?? "", country)).toMatchObject(expected);
  });

  it("leaves its own output as it is, whatever the default country", () => {
    fc.assert(
      fc.property(
        anyNumber,
        fc.constantFrom(...countries),
        fc.constantFrom(...countries, null),
        (raw, first, second) => {
          const result = parsePhone(raw, first);
          if (!result.ok) return;
          expect(isE164(result.phone)).toBe(true);
          expect(parsePhone(result.phone, second)).toEqual(result);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it("agrees with libphonenumber on what international numbers are valid, and where", () => {
    const notTextable = new Set(["PREMIUM_RATE", "SHARED_COST", "VOICEMAIL"]);
    fc.assert(
      fc.property(anyNumber, (raw) => {
        if (!isE164(raw)) return;
        const theirs = parsePhoneNumberFromString(raw);
        if (!theirs?.isValid() || theirs.number !== raw || !theirs.country || notTextable.has(theirs.getType() ?? ""))
          return;
        expect(parsePhone(raw, null)).toEqual({ ok: true, phone: raw, country: theirs.country });
      }),
      { numRuns: 3000 },
    );
  });

  it("reads a national mobile as libphonenumber does", () => {
    const mobile = new Set(["MOBILE", "FIXED_LINE_OR_MOBILE"]);
    const national = fc.tuple(fc.constantFrom(...countries), fc.constantFrom("", "0", "1", "8", "06"), digits(0, 3));
    fc.assert(
      fc.property(national, ([country, prefix, tail]) => {
        const example = getExampleNumber(country, examples)?.nationalNumber ?? "";
        const raw = prefix + example.slice(0, example.length - tail.length) + tail;
        const theirs = parsePhoneNumberFromString(raw, country);
        if (raw.startsWith("00") || !theirs?.isValid() || !mobile.has(theirs.getType() ?? "")) return;
        expect(parsePhone(raw, country)).toEqual({ ok: true, phone: theirs.number, country: theirs.country });
      }),
      { numRuns: 3000 },
    );
  });

  it("accepts nothing that libphonenumber finds invalid", () => {
    fc.assert(
      fc.property(anyNumber, fc.constantFrom(...countries), (raw, country) => {
        const result = parsePhone(raw, country);
        if (!result.ok) return;
        const theirs = parsePhoneNumberFromString(result.phone);
        expect(theirs?.isValid()).toBe(true);
        expect(theirs?.country).toBe(result.country);
      }),
      { numRuns: 3000 },
    );
  });

  it("does not mind spaces, brackets and dashes between the digits", () => {
    const noise = fc.constantFrom("", " ", "-", ".", "\u00a0", ") ", "/", "\u200b");
    fc.assert(
      fc.property(fc.constantFrom(...countries), fc.array(noise, { maxLength: 15 }), (country, noises) => {
        const phone = getExampleNumber(country, examples)?.number ?? "";
        const noisy = [...phone].map((digit, at) => digit + (noises[at] ?? "")).join("");
        expect(parsePhone(noisy, null)).toEqual(parsePhone(phone, null));
      }),
    );
  });

  it("does not throw", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 60 }),
        fc.constantFrom<CountryCode>("DE", "US", "AR"),
        (raw, country) => {
          expect(typeof parsePhone(raw, country).ok).toBe("boolean");
        },
      ),
    );
  });
});
