import { describe, expect, test } from "vitest";
import { whenWarnings } from "@/components/campaigns/compose/when/when-warnings";
import { type Draft, draftSchema } from "@/lib/campaigns/schema";
import type { Turns } from "@/lib/campaigns/views";

const now = new Date("2026-11-21T14:05:00Z");
const end = (time: string) => ({ date: "2026-11-21", time, zone: "UTC" });

type Parts = {
  guards?: Partial<Draft["guards"]>;
  notAfter?: Draft["timing"]["notAfter"];
  turns?: Turns | null;
  eligible?: number;
  hasQuietHours?: boolean;
};

function warnings({ guards = {}, notAfter = null, turns = null, eligible = 6_000, hasQuietHours = true }: Parts) {
  const audience = { everyone: true };
  const draft = draftSchema.parse({ name: "A", body: "Hi", audience, timing: { notAfter }, guards });
  return whenWarnings({ draft, eligible, turns, now, facts: { hasQuietHours, messagesPerSecond: 10, zone: "UTC" } });
}

const titles = (parts: Parts) => warnings(parts).map(({ title }) => title);

describe("warnings about time and care", () => {
  test("an ordinary campaign has none", () => {
    expect(warnings({})).toEqual([]);
  });

  test("texts at any hour want to be confirmed, where there are quiet hours", () => {
    const guards = { ignoresQuietHours: true };
    expect(warnings({ guards })).toMatchObject([{ confirm: "This is not marketing" }]);
    expect(warnings({ guards, hasQuietHours: false })).toEqual([]);
  });

  test("6,000 texts at 10 a second take 10 minutes: less than that is too short", () => {
    expect(titles({ notAfter: end("14:16") })).toEqual([]);
    expect(warnings({ notAfter: end("14:14") })[0]?.advice).toMatch(
      /^It takes about 10 minutes and only 9 minutes are/,
    );
  });

  test("the wait after the first ones counts, unless nobody is left to wait", () => {
    const canary = { size: { unit: "percent" as const, amount: 5 }, waitMinutes: 30 };
    expect(titles({ notAfter: end("14:30"), guards: { canary } })).toEqual(["Not everybody may get it in time"]);
    const everybody = { ...canary, size: { unit: "people" as const, amount: 6_000 } };
    expect(titles({ notAfter: end("14:30"), guards: { canary: everybody } })).toEqual(["Everybody is among the first"]);
  });

  test("people waiting back are counted, and it is said when they would be too late", () => {
    const turns = { first: "", last: "", earliest: 4, over: 0, waiting: 21, waitUntil: "2026-11-22T09:00:00.000Z" };
    expect(warnings({ turns })).toMatchObject([
      {
        title: "21 people wait for quiet hours to end",
        advice: expect.stringMatching(/the last from 22 Nov, 09:00 UTC\.$/),
      },
    ]);
    expect(warnings({ turns, notAfter: end("20:00") })[0]?.advice).toMatch(/later than “not after”/);
  });
});
