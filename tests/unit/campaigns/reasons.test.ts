import { describe, expect, test } from "vitest";
import { batchEventKinds, batchEventWords, nextWords } from "@/lib/campaigns/reasons";

const time = (instant: string) => instant.slice(11, 19);
const at = "2026-11-21T10:00:00.000Z";

test("every kind of step is a sentence", () => {
  for (const kind of batchEventKinds) {
    const words = batchEventWords({ kind, detail: kind === "held" ? at : "3", at }, time);
    expect([kind, words]).toEqual([kind, expect.stringMatching(/^([A-Z].+\.|3)$/)]);
  }
});

test.each([
  ["held", at, "Tried again: Sinch holds the new try until 10:00:00."],
  ["withdrawn", "opted_out", "The held try was taken back unsent, because somebody in it may no longer be texted."],
  ["duplicate", "1", "Sinch sent more than one try: 1 person got the text twice."],
  ["decided", "Ann decided: send it again.", "Ann decided: send it again."],
] as const)("%s", (kind, detail, words) => {
  expect(batchEventWords({ kind, detail, at }, time)).toBe(words);
});

describe("what happens next", () => {
  const batch = { state: "unclear", isAsked: false, isLeft: false, nextLookAt: at, heldUntil: null } as const;

  test("says when", () => {
    expect(nextWords(batch, time)).toBe("Sinch is asked again at 10:00:00.");
    expect(nextWords({ ...batch, state: "holding", heldUntil: at }, time)).toContain("until 10:00:00");
    expect(nextWords({ ...batch, isAsked: true }, time)).toMatch(/^It waits for your decision\./);
    expect(nextWords({ ...batch, isLeft: true, nextLookAt: null }, time)).toBe(
      "It stays as it is. Sinch has forgotten it by now.",
    );
  });
});
