import { describe, expect, test } from "vitest";
import {
  addedLine,
  counterOf,
  culpritsOf,
  estimateParts,
  marksOf,
  replaceCharacter,
  unknownIn,
  withoutFallback,
} from "@/components/campaigns/compose/message/writing";
import { draftText, measureAs, readAs } from "@/lib/text/render";

const line = "Reply STOP to opt out";

describe("the text one person reads", () => {
  test("has their values and the opt-out line", () => {
    expect(readAs(draftText("Hi {{first_name|there}}", line), { first_name: "Ada" })).toBe(`Hi Ada\n${line}`);
    expect(readAs(draftText("Hi {{first_name|there}}", line), {})).toBe(`Hi there\n${line}`);
  });

  test("adds no line to a text that says it itself", () => {
    expect(addedLine("Hi. Text STOP to end", line)).toBe("");
    expect(addedLine("Hi", line)).toBe(line);
  });

  test("is counted with its line, against what fits", () => {
    const measure = measureAs(draftText("x".repeat(138), line), {});
    expect([counterOf(measure), measure.parts, measure.encoding]).toEqual(["160/160", 1, "GSM-7"]);
    const longer = measureAs(draftText("x".repeat(139), line), {});
    expect([counterOf(longer), longer.parts]).toEqual(["161/306", 2]);
  });
});

describe("marks", () => {
  test("put together they are the body again", () => {
    for (const body of ["", "Hi", "Hi {{first_name|there}}… {{ bad", "}} “{{a}}{{b|c}}” 🎉", "{{Bad Name}} ok"]) {
      expect(
        marksOf(body)
          .map((mark) => mark.text)
          .join(""),
      ).toBe(body);
    }
  });

  test("fields, culprits and problems are told apart", () => {
    expect(marksOf("Hi {{first_name}}… {{x").map(({ kind, text }) => [kind, text])).toEqual([
      ["plain", "Hi "],
      ["field", "{{first_name}}"],
      ["culprit", "…"],
      ["plain", " "],
      ["problem", "{{"],
      ["plain", "x"],
    ]);
  });
});

describe("characters that force Unicode", () => {
  test("each is named once with its number and replacement", () => {
    expect(culpritsOf("a… b… 🎉")).toEqual([
      { character: "…", name: expect.any(String), replacement: "...", changesReading: false, times: 2 },
      { character: "🎉", name: "emoji", replacement: null, changesReading: false, times: 1 },
    ]);
  });

  test("replacing one leaves the others", () => {
    expect(replaceCharacter("“a” … b…", "…", "...")).toBe("“a” ... b...");
    expect(replaceCharacter("nothing", "…", "...")).toBe("nothing");
  });
});

describe("fields", () => {
  test("that nobody has and that may leave a gap are found", () => {
    expect(unknownIn("{{first_name}} {{frist_name}}", ["first_name"])).toEqual(["frist_name"]);
    expect(withoutFallback("{{first_name|there}} {{city}} {{city}}")).toEqual(["city"]);
  });
});

describe("the estimate of parts", () => {
  test.each([
    [
      [
        { parts: 1, people: 3 },
        { parts: 2, people: 1 },
      ],
      4,
      { total: 5, isExact: true },
    ],
    [
      [
        { parts: 1, people: 1_000 },
        { parts: 2, people: 1_000 },
      ],
      10_000,
      { total: 15_000, isExact: false },
    ],
    [[], 0, { total: 0, isExact: true }],
    [[], 5, { total: 0, isExact: false }],
  ])("scales the sample to everybody", (parts, eligible, expected) => {
    expect(estimateParts(parts, eligible)).toEqual(expected);
  });
});
