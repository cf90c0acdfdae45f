import { describe, expect, test } from "vitest";
import type { Halt } from "@/lib/campaigns/halt";
import { type Surroundings, surroundingWords } from "@/lib/messages/waiting";

const now = new Date("2026-11-21T12:00:00Z");
const later = new Date("2026-11-22T08:00:00Z");
const around: Surroundings = {
  campaign: "sending",
  halt: null,
  canary: "",
  canaryPeople: 0,
  canaryUntil: null,
  isInCanary: false,
  isCalling: false,
  waitReason: "",
  dueAt: now,
  recall: null,
  sending: "allowed",
};
const time = (instant: Date) => instant.toISOString().slice(5, 16);
const words = (status: "queued" | "sent", change: Partial<Surroundings>) =>
  surroundingWords(status, { ...around, ...change }, now, time);

describe("why somebody has not got it yet", () => {
  const canary = { canary: "sending", canaryPeople: 100 } as const;
  const limit = {
    ...{ code: "limit_exceeded", of: "failed", part: 9, whole: 100, limitPercent: 5 },
    after: { kind: "canary", people: 100 },
  } as const satisfies Halt;

  test.each<[Partial<Surroundings>, string]>([
    [{}, "Next in line"],
    [{ isCalling: true }, "Being handed to Sinch right now"],
    [{ dueAt: later }, "Is tried again at 11-22T08:00"],
    [{ dueAt: later, waitReason: "quiet_hours" }, "Quiet hours where they are, until 11-22T08:00"],
    [{ dueAt: later, waitReason: "local_time" }, "Their local time comes at 11-22T08:00"],
    [{ waitReason: "quiet_hours" }, "Next in line"],
    [{ campaign: "paused" }, "The campaign is paused"],
    [{ campaign: "paused", halt: { code: "by_person", name: "Ada" } }, "The campaign is paused"],
    [
      { campaign: "paused", halt: limit },
      "Paused by itself after the first 100: 9\u00a0% failed (9 of 100 reports), the limit is 5\u00a0%.",
    ],
    [
      { campaign: "paused", halt: { code: "refused_by_sinch", said: "unauthorized: wrong token" } },
      "Paused by itself: unauthorized: wrong token",
    ],
    [{ ...canary }, "Waits for the first 100 people to go ahead"],
    [{ ...canary, isInCanary: true }, "Next in line"],
    [
      { ...canary, canary: "waiting", canaryUntil: later },
      "Waits for what becomes of the first 100 people, until 11-22T08:00",
    ],
    [{ ...canary, canary: "passed" }, "Next in line"],
    [{ sending: "stopped" }, "All sending is stopped"],
    [{ sending: "locked", campaign: "paused" }, "restored copy"],
    [{ campaign: "canceled", sending: "stopped" }, "Being canceled"],
  ])("%j", (change, expected) => {
    expect(words("queued", change)).toContain(expected);
  });
});

describe("why somebody got it although it was canceled", () => {
  test.each<[Surroundings["recall"], string | null]>([
    [null, null],
    ["asked", "Sinch is asked to take it back"],
    ["too_late", "It had left when the campaign was canceled"],
    ["recalled", "It had left when the campaign was canceled"],
    ["failed", "The campaign was canceled, but Sinch could not be asked to take it back"],
  ])("%s", (recall, expected) => {
    expect(words("sent", { campaign: "canceled", recall })).toBe(expected);
  });

  test("nothing to say where it was not", () => {
    expect(words("sent", { recall: null })).toBeNull();
  });
});
