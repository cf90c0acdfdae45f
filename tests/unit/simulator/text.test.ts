import fc from "fast-check";
// @ts-expect-error: an old package without types, used as an oracle only
import splitSms from "split-sms";
import { expect, test } from "vitest";
import { newId } from "@/lib/simulator/ids";
import { toDigits, toSender } from "@/lib/simulator/numbers";
import { compileTemplate } from "@/lib/simulator/template";
import { countParts, firstPart } from "@/lib/simulator/text-parts";

test.each([
  ["a".repeat(160), "GSM", 1],
  ["a".repeat(161), "GSM", 2],
  ["€".repeat(80), "GSM", 1],
  [`${"a".repeat(152)}€${"a".repeat(152)}`, "GSM", 3],
  ["ж".repeat(70), "UNICODE", 1],
  ["ж".repeat(71), "UNICODE", 2],
  ["", "GSM", 1],
])("%s is counted", (text, encoding, parts) => {
  expect(countParts(text)).toEqual({ encoding, parts });
});

test("parts agree with an independent counter", () => {
  const character = fc.constantFrom(..."aÄ€[]\n{^ç’ж🎄…");
  fc.assert(
    fc.property(fc.string({ unit: character, maxLength: 500, minLength: 1 }), (text) => {
      expect(countParts(text).parts).toBe(splitSms.split(text).parts.length);
    }),
  );
});

test("truncation leaves the longest beginning that fits into one part", () => {
  expect(firstPart("a".repeat(300))).toBe("a".repeat(160));
  expect(firstPart("🎄".repeat(40))).toBe("🎄".repeat(35));
  expect(firstPart(`${"a".repeat(159)}€€`)).toBe("a".repeat(159));
});

test("a template puts the recipient's value, then the default, then fails alone", () => {
  const render = compileTemplate("Hi ${name}, ${other} ${name}", { name: { default: "there", "+491511": "Mina" } });
  expect(render("491511")).toEqual({ text: "Hi Mina, ${other} Mina", isComplete: true });
  expect(render("491512").text).toBe("Hi there, ${other} there");
  expect(compileTemplate("${a}", { a: { "491511": "x" } })("491512").isComplete).toBe(false);
  expect(compileTemplate("${a}", undefined)("491512")).toEqual({ text: "${a}", isComplete: true });
});

test("values are put in as they are, placeholders and dollar signs included", () => {
  fc.assert(
    fc.property(fc.string(), (value) => {
      expect(compileTemplate("<${a}>", { a: { "+491511": value } })("491511").text).toBe(`<${value}>`);
    }),
  );
});

test("numbers are understood with +, 00, spaces and brackets", () => {
  for (const raw of ["+491511234567", "491511234567", "00491511234567", "+49 (151) 123-4567"]) {
    expect(toDigits(raw)).toBe("491511234567");
  }
  for (const raw of ["", "+", "0151123", "1234", "abc", "+49151123456789012"]) expect(toDigits(raw)).toBeNull();
  expect([toSender("ACME"), toSender("12345"), toSender("+12015550100"), toSender("TWELVE CHARS")]).toEqual([
    "ACME",
    "12345",
    "12015550100",
    null,
  ]);
});

test("ids rise and differ", () => {
  const ids = Array.from({ length: 5_000 }, () => newId());
  expect(new Set(ids).size).toBe(ids.length);
  expect([...ids].sort()).toEqual(ids);
  expect(ids[0]).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
});
