import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toGsm, unicodeCulprits } from "@/lib/text/advice";
import { isGsmText } from "@/lib/text/gsm";

describe("unicodeCulprits", () => {
  it("finds nothing in a GSM text", () => {
    expect(unicodeCulprits("Señor Müller, 10 € {off}\n")).toEqual([]);
  });

  it.each([
    ["…", "...", "ellipsis"],
    ["“", '"', "curly quotation mark"],
    ["’", "'", "curly apostrophe"],
    ["`", "'", "accent used as apostrophe"],
    ["–", "-", "en dash"],
    ["—", "-", "em dash"],
    ["\u00a0", " ", "non-breaking space"],
    ["\t", " ", "tab"],
    ["\u200b", "", "invisible character"],
    ["•", "-", "bullet"],
    ["e\u0301", "é", "letter é"],
  ])("replaces %j by %j without changing the reading", (character, replacement, name) => {
    expect(unicodeCulprits(`a ${character}b`)).toEqual([
      { character, index: 2, length: character.length, replacement, changesReading: false, name },
    ]);
  });

  it.each([
    ["ç", "c", "letter ç"],
    ["á", "a", "letter á"],
    ["ł", "l", "letter ł"],
    ["œ", "oe", "letter œ"],
    ["½", "1/2", "one half"],
    ["™", "(TM)", "trademark sign"],
    ["ﬁ", "fi", "letter ﬁ"],
    ["Ａ", "A", "letter Ａ"],
  ])("offers for %j the replacement %j, which reads differently", (character, replacement, name) => {
    expect(unicodeCulprits(character)).toMatchObject([{ replacement, changesReading: true, name }]);
  });

  it.each([
    ["😀", "emoji"],
    ["👨‍👩‍👧‍👦", "emoji"],
    ["🇩🇪", "emoji"],
    ["1️⃣", "emoji"],
    ["Я", "Cyrillic letter"],
    ["漢", "Chinese character"],
    ["α", "Greek letter"],
  ])("has no replacement for %j, and counts it as one", (character, name) => {
    expect(unicodeCulprits(`Hi ${character}!`)).toEqual([
      { character, index: 3, length: character.length, replacement: null, changesReading: false, name },
    ]);
  });

  it("names every character and gives its exact place", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (text) => {
        for (const { character, index, length, replacement, name } of unicodeCulprits(text)) {
          expect(text.slice(index, index + length)).toBe(character);
          expect(isGsmText(character)).toBe(false);
          expect(name).not.toBe("");
          if (replacement !== null) expect(isGsmText(replacement)).toBe(true);
        }
      }),
    );
  });

  it("is empty exactly when the text is GSM", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 40 }), (text) => {
        expect(unicodeCulprits(text).length === 0).toBe(isGsmText(text));
      }),
    );
  });
});

describe("toGsm", () => {
  it("mends typography and leaves spelling alone", () => {
    expect(toGsm("“Don’t miss it” – 50% off…\u00a0François")).toBe('"Don\'t miss it" - 50% off... François');
  });

  it("takes the letters too when asked", () => {
    expect(toGsm("Más información, François", { letters: true })).toBe("Mas informacion, Francois");
  });

  it("keeps what has no replacement", () => {
    expect(toGsm("Hi 😀…")).toBe("Hi 😀...");
  });

  it("changes nothing the second time", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (text) => {
        expect(toGsm(toGsm(text))).toBe(toGsm(text));
      }),
    );
  });

  it("leaves a GSM text as it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."abcé€{}\n\r @Δ") }), (text) => {
        expect(toGsm(text, { letters: true })).toBe(text);
      }),
    );
  });
});
