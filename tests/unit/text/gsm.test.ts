import { describe, expect, it } from "vitest";
import { isGsmCharacter, isGsmText, septetsOf, septetsOfUnit } from "@/lib/text/gsm";

describe("the GSM 03.38 alphabet", () => {
  it("has 127 characters and ten that cost two septets", () => {
    const costs = Array.from({ length: 0x10000 }, (_, unit) => septetsOfUnit(unit));
    expect(costs.filter((cost) => cost === 1)).toHaveLength(127);
    expect(costs.filter((cost) => cost === 2)).toHaveLength(10);
  });

  it.each(["@", "£", "Δ", "ß", "Ç", "é", "ñ", "à", "\n", "\r", " ", "€", "[", "~", "\f"])("has %j", (character) => {
    expect(isGsmCharacter(character)).toBe(true);
  });

  it.each(["`", "ç", "á", "ó", "“", "’", "–", "…", "\u00a0", "\t", "Α", "Я", "😀", "", "ab"])(
    "lacks %j",
    (character) => {
      expect(isGsmCharacter(character)).toBe(false);
    },
  );

  it("counts septets, or says that it cannot", () => {
    expect(septetsOf("")).toBe(0);
    expect(septetsOf("10 €")).toBe(5);
    expect(septetsOf("{a}")).toBe(5);
    expect(septetsOf("naïve")).toBeNull();
    expect(isGsmText("Señor Müller")).toBe(true);
    expect(isGsmText("François")).toBe(false);
  });
});
