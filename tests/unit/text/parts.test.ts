import fc from "fast-check";
import { SegmentedMessage } from "sms-segments-calculator";
// @ts-expect-error: an old package without types, used as an oracle only
import splitSms from "split-sms";
import { describe, expect, it } from "vitest";
import { measureText } from "@/lib/text/parts";

type Split = { characterSet: "GSM" | "Unicode"; parts: unknown[]; bytes: number; remainingInPart: number };
const split = splitSms.split as (text: string, options: { summary: boolean }) => Split;

/** Texts that live at the edges: part sizes, extension pairs, surrogate pairs, joined emoji. */
const piece = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom("a", "b", "Hello ", "x".repeat(66), "y".repeat(69), "z".repeat(152), "w".repeat(159)),
  },
  { weight: 4, arbitrary: fc.constantFrom("€", "{", "~", "[]", "\n", "\r", "\f") },
  { weight: 1, arbitrary: fc.constantFrom("😀", "👨‍👩‍👧‍👦", "🇩🇪", "👍🏽", "ç", "…", "漢") },
);
const edgeText = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(""));
const gsmText = fc.string({ unit: fc.constantFrom(..."abc €{}~[1"), maxLength: 700 });
const anyText = fc.oneof(edgeText, gsmText, fc.string({ unit: "grapheme", maxLength: 400 }));

describe("measureText", () => {
  it.each([
    ["", "GSM-7", 0, 1, 160, 160],
    ["a".repeat(132), "GSM-7", 132, 1, 160, 28],
    ["a".repeat(160), "GSM-7", 160, 1, 160, 0],
    ["a".repeat(161), "GSM-7", 161, 2, 306, 145],
    ["a".repeat(306), "GSM-7", 306, 2, 306, 0],
    ["a".repeat(307), "GSM-7", 307, 3, 459, 152],
    ["€".repeat(80), "GSM-7", 160, 1, 160, 0],
    ["ç".repeat(70), "UCS-2", 70, 1, 70, 0],
    ["ç".repeat(71), "UCS-2", 71, 2, 134, 63],
    ["😀".repeat(35), "UCS-2", 70, 1, 70, 0],
  ] as const)("%# measures", (text, encoding, units, parts, capacity, remaining) => {
    expect(measureText(text)).toMatchObject({ encoding, units, parts, capacity, remaining });
  });

  it("does not split an extension pair over two parts", () => {
    const text = `${"a".repeat(152)}€${"b".repeat(152)}`;
    expect(measureText(text)).toMatchObject({ units: 306, parts: 3, perPart: 153 });
  });

  it("does not split a surrogate pair over two parts", () => {
    const text = `${"ç".repeat(66)}😀${"ç".repeat(66)}`;
    expect(measureText(text)).toMatchObject({ units: 134, parts: 3, perPart: 67 });
  });

  it("agrees with split-sms on every text", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const ours = measureText(text);
        const theirs = split(text, { summary: true });
        expect(ours.encoding).toBe(theirs.characterSet === "GSM" ? "GSM-7" : "UCS-2");
        expect(ours.parts).toBe(theirs.parts.length);
        expect(ours.units).toBe(ours.encoding === "GSM-7" ? theirs.bytes : theirs.bytes / 2);
        expect(ours.remaining).toBe(theirs.remainingInPart);
      }),
      { numRuns: 2000 },
    );
  });

  it("never counts more parts than Twilio's counter, which keeps joined emoji together", () => {
    fc.assert(
      fc.property(edgeText, (text) => {
        const theirs = new SegmentedMessage(text, "auto", false);
        const ours = measureText(text);
        expect(ours.encoding).toBe(theirs.encodingName);
        expect(ours.parts).toBeLessThanOrEqual(Math.max(1, theirs.segmentsCount));
        if (ours.encoding === "GSM-7") expect(ours.parts).toBe(Math.max(1, theirs.segmentsCount));
      }),
      { numRuns: 500 },
    );
  });

  it("keeps capacity, perPart and remaining consistent", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { units, parts, perPart, capacity, remaining } = measureText(text);
        expect(capacity).toBe(perPart * parts);
        expect(remaining).toBeGreaterThanOrEqual(0);
        expect(remaining).toBeLessThanOrEqual(perPart);
        expect(units + remaining).toBeLessThanOrEqual(capacity);
      }),
    );
  });
});
