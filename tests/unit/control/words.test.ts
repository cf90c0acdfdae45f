import { expect, test } from "vitest";
import { lockedWords, stoppedWords, waitingWords } from "@/components/control/words";
import { stopSchema } from "@/lib/control/schema";
import { sendingSettingsInputSchema, sendingSettingsSchema } from "@/lib/settings/schema";

const at = "2026-11-21T13:02:00Z";

test.each([
  ["", /^Stopped by Ada on .+\.$/],
  ["The wrong text", /: The wrong text\.$/],
  ["Who wrote this?", /: Who wrote this\?$/],
])("who, when and why, in one sentence: %j", (reason, words) => {
  const said = stoppedWords({ at, by: "Ada", reason }, "America/New_York");
  expect(said).toMatch(words);
  expect(said.replaceAll(/\s/g, " ")).toContain("8:02");
  expect(said).not.toContain("..");
});

test("what waits is counted exactly", () => {
  const control = { stopped: null, locked: null };
  expect(waitingWords({ ...control, waiting: { campaigns: 0, messages: 0 } })).toBe("No campaign is waiting.");
  expect(waitingWords({ ...control, waiting: { campaigns: 2, messages: 1 } })).toBe(
    "2 campaigns are waiting, with 1 message still to go.",
  );
});

test("a copy says in which respects it is one", () => {
  expect(lockedWords({ at, differences: ["database"] })).toBe("It is another database than before.");
  expect(lockedWords({ at, differences: ["system", "table"] }).split(". ")).toHaveLength(2);
});

test("a reason is a sentence, not a book; it may be left out", () => {
  expect(stopSchema.parse({})).toEqual({ reason: "" });
  expect(stopSchema.safeParse({ reason: "x".repeat(201) }).success).toBe(false);
});

test("settings are read with defaults and saved whole", () => {
  const defaults = sendingSettingsSchema.parse({});
  expect(sendingSettingsInputSchema.parse(defaults)).toEqual(defaults);
  expect(sendingSettingsInputSchema.safeParse({ ...defaults, hasQuietHours: undefined }).success).toBe(false);
  for (const messages of [0, 1.5, 101, Number.NaN]) {
    const parsed = sendingSettingsInputSchema.safeParse({ ...defaults, frequencyCap: { messages, days: 7 } });
    expect(parsed.error?.issues.map(({ message }) => message)).toEqual(["A whole number from 1 to 100"]);
  }
});
