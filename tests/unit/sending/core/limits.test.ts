import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { haltWords } from "@/lib/campaigns/halt";
import { guardsSchema } from "@/lib/campaigns/schema";
import { fewestReports, type Guarded, judge, type Verdict } from "@/lib/sending/core/limits";

const canary = { size: { unit: "people", amount: 500 }, waitMinutes: 10 } as const;
const none = { delivered: 0, failed: 0, optOuts: 0 };

function campaign(fields: Partial<Omit<Guarded, "guards">> & { guards?: object } = {}): Guarded {
  const { guards, ...rest } = fields;
  return {
    guards: guardsSchema.parse({ canary, maxFailedPercent: 5, ...guards }),
    canary: "sending",
    canaryPeople: 500,
    isCanarySent: false,
    isWaitOver: false,
    onTheirWay: 0,
    returns: none,
    reviewed: none,
    ...rest,
  };
}

/** The words that a person reads of it. */
function told(verdict: Verdict): string {
  return verdict.kind === "stop" ? haltWords(verdict.halt) : verdict.kind;
}

const bad = { delivered: 438, failed: 62, optOuts: 0 };

describe("the canary", () => {
  test("goes, then the rest waits, then it follows", () => {
    expect(judge(campaign())).toEqual({ kind: "go_on" });
    expect(judge(campaign({ isCanarySent: true, onTheirWay: 500 }))).toEqual({ kind: "wait" });
    expect(judge(campaign({ canary: "waiting", isCanarySent: true }))).toEqual({ kind: "go_on" });
    expect(judge(campaign({ canary: "waiting", isCanarySent: true, isWaitOver: true }))).toEqual({ kind: "pass" });
    expect(judge(campaign({ canary: "passed", isCanarySent: true, isWaitOver: true }))).toEqual({ kind: "go_on" });
  });

  test("stops with the reason in figures", () => {
    expect(told(judge(campaign({ canary: "waiting", isCanarySent: true, returns: bad })))).toBe(
      "Paused after the first 500: 12.4\u00a0% failed (62 of 500 reports), the limit is 5\u00a0%.",
    );
  });

  test("of few people is judged when all of them are known, or when the wait is over, and not before", () => {
    const few = { canaryPeople: 10, returns: { delivered: 5, failed: 1, optOuts: 0 } };
    expect(judge(campaign({ ...few, canary: "waiting", isCanarySent: true, onTheirWay: 4 })).kind).toBe("go_on");
    expect(judge(campaign({ ...few, canary: "waiting", isCanarySent: true, onTheirWay: 0 })).kind).toBe("stop");
    expect(judge(campaign({ ...few, isCanarySent: false, onTheirWay: 0 })).kind).toBe("go_on");
    const over = { canary: "waiting", isCanarySent: true, onTheirWay: 4, isWaitOver: true } as const;
    expect(judge(campaign({ ...few, ...over })).kind).toBe("stop");
  });

  test("passes whatever became of it where no limit was set", () => {
    const returns = { delivered: 0, failed: 500, optOuts: 0 };
    const guards = { maxFailedPercent: null };
    expect(judge(campaign({ guards, canary: "waiting", isCanarySent: true, isWaitOver: true, returns })).kind).toBe(
      "pass",
    );
  });
});

describe("the limits of a whole campaign", () => {
  const whole = { guards: { canary: null }, canary: "" } as const;

  test("need fifty reports, and an excess", () => {
    expect(judge(campaign({ ...whole, returns: { delivered: 0, failed: 49, optOuts: 0 } })).kind).toBe("go_on");
    expect(judge(campaign({ ...whole, returns: { delivered: 95, failed: 5, optOuts: 0 } })).kind).toBe("go_on");
    expect(told(judge(campaign({ ...whole, returns: { delivered: 94, failed: 6, optOuts: 0 } })))).toBe(
      "Paused after 100 reports: 6\u00a0% failed (6 of 100 reports), the limit is 5\u00a0%.",
    );
  });

  test("opt-outs are a share of those who were reached", () => {
    const guards = { canary: null, maxFailedPercent: null, maxOptOutPercent: 2 };
    const returns = { delivered: 400, failed: 100, optOuts: 8 };
    expect(judge(campaign({ ...whole, guards, returns })).kind).toBe("go_on");
    expect(told(judge(campaign({ ...whole, guards, returns: { ...returns, optOuts: 9 } })))).toBe(
      "Paused after 500 reports: 2.3\u00a0% opted out (9 of 400 delivered), the limit is 2\u00a0%.",
    );
  });

  test("after somebody let it go on, only what came later counts", () => {
    expect(judge(campaign({ ...whole, canary: "passed", returns: bad, reviewed: bad })).kind).toBe("go_on");
    const later = { delivered: bad.delivered + 40, failed: bad.failed + 20, optOuts: 0 };
    expect(told(judge(campaign({ ...whole, canary: "passed", returns: later, reviewed: bad })))).toBe(
      "Paused after 60 more reports: 33.3\u00a0% failed (20 of 60 reports), the limit is 5\u00a0%.",
    );
  });

  test("exactly at the limit is not above it, whatever the figures", () => {
    const tenths = fc.integer({ min: 1, max: 1_000 });
    fc.assert(
      fc.property(tenths, fc.integer({ min: 0, max: 100_000 }), fc.integer({ min: 0, max: 100_000 }), (limit, a, b) => {
        const state = campaign({
          guards: { canary: null, maxFailedPercent: limit / 10 },
          canary: "",
          returns: { delivered: a, failed: b, optOuts: 0 },
        });
        const isAbove = b * 1_000 > limit * (a + b);
        expect(judge(state).kind === "stop").toBe(a + b >= fewestReports && isAbove);
      }),
    );
  });
});
