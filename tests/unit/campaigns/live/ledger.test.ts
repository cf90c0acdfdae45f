import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  audienceOf,
  type Counter,
  estimateFinish,
  failuresOf,
  isSettled,
  ledgerOf,
  skipsOf,
  waitingOf,
} from "@/lib/campaigns/live/ledger";
import { campaignStatuses } from "@/lib/campaigns/status";
import { messageStatus } from "@/lib/messages/rules";

const anyCounter = fc.record({
  status: fc.constantFrom(...Object.values(messageStatus)),
  code: fc.integer({ min: 0, max: 500 }),
  messages: fc.integer({ min: 0, max: 1_000_000 }),
  parts: fc.integer({ min: 0, max: 10 }),
});

describe("the ledger", () => {
  test("balances for any counters: every message is in exactly one column", () => {
    fc.assert(
      fc.property(fc.array(anyCounter), (counters) => {
        const all = counters.reduce((sum, { messages }) => sum + messages, 0);
        expect(audienceOf(ledgerOf(counters))).toBe(all);
      }),
    );
  });

  test("reasons add up to their column, largest first", () => {
    fc.assert(
      fc.property(fc.array(anyCounter), (counters: Counter[]) => {
        const ledger = ledgerOf(counters);
        const failures = failuresOf(counters).map(({ people }) => people);
        const skips = skipsOf(counters).map(({ people }) => people);
        expect(failures.reduce((a, b) => a + b, 0)).toBe(ledger.failed);
        expect(skips.reduce((a, b) => a + b, 0)).toBe(ledger.skipped);
        expect(failures).toEqual(failures.toSorted((a, b) => b - a));
      }),
    );
  });

  test("a skip shows no provider code: its number is our own", () => {
    expect(skipsOf([{ status: 40, code: 1, messages: 2, parts: 0 }])).toMatchObject([
      { title: "Opted out", codes: [] },
    ]);
  });
});

describe("the estimate", () => {
  const now = new Date("2026-11-21T09:00:00Z");
  test("is the rest at the plan's rate", () => {
    expect(estimateFinish("sending", 600, 30, now)).toEqual(new Date("2026-11-21T09:00:20Z"));
  });

  test.each(campaignStatuses.filter((status) => status !== "sending" && status !== "preparing"))(
    "does not exist for a %s campaign",
    (status) => expect(estimateFinish(status, 600, 30, now)).toBeNull(),
  );

  test("nothing left is no estimate", () => {
    expect(estimateFinish("sending", 0, 30, now)).toBeNull();
  });

  test("those who wait for their hour come behind the others, each part at its own", () => {
    const until = (minutes: number) => new Date(now.getTime() + minutes * 60_000).toISOString();
    const waiting = waitingOf([
      { until: until(1), people: 300, why: "quiet_hours" },
      { until: until(60), people: 300, why: "quiet_hours" },
    ]);
    // 600 due at once take 20 s, the first part is done long before the second begins.
    expect(estimateFinish("sending", 1_200, 30, now, null, waiting)).toEqual(new Date(now.getTime() + 3_610_000));
    const many = waitingOf(
      Array.from({ length: 12 }, (_, hour) => ({ until: until(hour), people: 2, why: "local_time" as const })),
    );
    expect([many.people, many.parts.length, many.later]).toEqual([24, 10, 4]);
  });
});

describe("settled", () => {
  const now = new Date("2026-11-21T12:00:00Z");
  const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
  test.each([
    ["sending", null, 5, false],
    ["sent", ago(1), 0, false],
    ["sent", ago(16), 0, true],
    ["sent", ago(16), 3, false],
    ["canceled", ago(16), 0, true],
    ["sent", ago(25 * 60), 3, true],
  ] as const)("%s, ended %s, %i pending: %s", (status, finishedAt, pending, expected) => {
    expect(isSettled(status, finishedAt, pending, now)).toBe(expected);
  });
});
