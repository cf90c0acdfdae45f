import { describe, expect, test } from "vitest";
import {
  balance,
  canaryHeadline,
  headline,
  planTroubleWords,
  progressOf,
  remainder,
  restWords,
  spoken,
} from "@/components/campaigns/live/figures";
import { waitingEnd, waitingLine, waitingTitle } from "@/components/campaigns/live/waiting-words";
import type { CampaignLive } from "@/lib/campaigns/views";

function live(part: Partial<CampaignLive> = {}): CampaignLive {
  return {
    id: 1,
    status: "sending",
    halt: null,
    launchedAt: null,
    startedAt: null,
    finishedAt: null,
    isExpanded: true,
    audience: 48_210,
    ledger: { accepted: 34_610, skipped: 1_006, failed: 402, canceled: 0, unknown: 0, toGo: 12_192 },
    delivered: 29_877,
    lastBatchEvent: 0,
    recall: null,
    unclear: 0,
    parts: 0,
    optOuts: 0,
    replies: 0,
    failures: [],
    skips: [],
    unreached: 0,
    canary: null,
    limits: { maxFailedPercent: null, maxOptOutPercent: null },
    waiting: { people: 0, parts: [], later: 0 },
    expiresAt: null,
    planTrouble: null,
    rate: null,
    estimatedFinishAt: null,
    isSettled: false,
    ...part,
  };
}

describe("those who wait for their hour", () => {
  const parts = [
    { until: "2026-11-24T14:00:00.000Z", people: 12_480, why: "quiet_hours" as const },
    { until: "2026-11-24T18:00:00.000Z", people: 1, why: "local_time" as const },
  ];
  const zone = "Europe/Berlin";

  test("one hour is said in the title, several one by one", () => {
    const one = live({ waiting: { people: 12_480, parts: parts.slice(0, 1), later: 0 } });
    expect(waitingTitle(one, zone)).toBe("12,480 people wait until Tue 24 Nov, 15:00 Europe/Berlin");
    const all = live({ waiting: { people: 12_488, parts, later: 7 }, expiresAt: "2026-11-24T16:00:00.000Z" });
    expect(waitingTitle(all, zone)).toBe("12,488 people wait for their hour");
    expect(parts.map((part) => waitingLine(part, all, zone))).toEqual([
      "12,480 until Tue 24 Nov, 15:00 (quiet hours where they are)",
      "1 until Tue 24 Nov, 19:00 (the chosen time has not come where they are): that is after the campaign's last moment, so they will be skipped",
    ]);
    expect(waitingEnd(all, zone)).toBe("They get it then by themselves. Times in Europe/Berlin.");
  });

  test("the reason is said once where all wait for the same", () => {
    const asleep = live({ status: "paused", waiting: { people: 12_480, parts: parts.slice(0, 1), later: 0 } });
    expect(parts.slice(0, 1).map((part) => waitingLine(part, asleep, zone))).toEqual([
      "12,480 until Tue 24 Nov, 15:00",
    ]);
    expect(waitingEnd(asleep, zone)).toBe(
      "Quiet hours where they are. They get it then by themselves, once the campaign is resumed. Times in Europe/Berlin.",
    );
  });
});

const finished = { accepted: 47_204, skipped: 1_006, failed: 0, canceled: 0, unknown: 0, toGo: 0 };

describe("the words of the live page", () => {
  test("the ledger is written out and adds up", () => {
    expect(balance(live())).toBe("The ledger balances: 34,610 + 1,006 + 402 + 0 + 0 + 0 + 12,192 = 48,210");
  });

  test("headline and share", () => {
    expect(headline(live())).toBe("29,877 of 48,210 delivered");
    expect(progressOf(live())).toBeCloseTo(0.747, 3);
    expect(progressOf(live({ audience: 0 }))).toBe(0);
  });

  test("the first people: how they fare, and when the rest follows on what condition", () => {
    const waiting = { state: "waiting", people: 500, waitMinutes: 10, until: "2026-11-21T13:35:00Z" } as const;
    const ledger = { accepted: 496, skipped: 0, failed: 4, canceled: 0, unknown: 0, toGo: 9_500 };
    const state = live({ delivered: 312, ledger, canary: waiting });
    const plain = (words: string) => words.replaceAll("\u00a0", " ");
    expect(canaryHeadline(state, waiting)).toBe("The first 500 go ahead: 312 delivered, 4 failed");
    expect(restWords(state, waiting, "Europe/Berlin")).toBe("The rest follows at 14:35 Europe/Berlin.");
    const limited = { ...state, limits: { maxFailedPercent: 5, maxOptOutPercent: 1.5 } };
    expect(plain(restWords(limited, { ...waiting, state: "sending", until: null }, "UTC"))).toBe(
      "The rest follows 10 min after they have left unless more than 5 % fail or more than 1.5 % opt out.",
    );
    expect(remainder(state, 240)).toContain("the rest waits");
  });

  test("before the audience is fixed there is no figure to boast with", () => {
    expect(headline(live({ audience: 0, isExpanded: false }))).toBe("Fixing the audience");
  });

  test.each([
    [{}, "75 % done · 51 s left"],
    [{ status: "paused" }, "75 % done · paused"],
    [{ waiting: { people: 12_000, parts: [], later: 0 } }, "75 % done · 1 s left"],
    [{ waiting: { people: 12_192, parts: [], later: 0 } }, "75 % done · the rest waits for its hour"],
    [{ status: "canceled" }, "75 % done · stopping"],
    [{ status: "sent", ledger: finished }, "17,327 on their way"],
    [{ status: "sent", ledger: finished, delivered: 47_203 }, "1 on its way"],
    [{ status: "sent", ledger: finished, delivered: 47_204 }, "all dealt with"],
  ] satisfies [Partial<CampaignLive>, string][])("the rest: %o", (part, words) => {
    expect(remainder(live(part), 240).replaceAll("\u00a0", " ")).toBe(words);
  });

  test("stopped by the kill switch, nothing is left to reckon with", () => {
    expect(remainder(live(), 240, true).replaceAll("\u00a0", " ")).toBe("75 % done · stopped");
    expect(remainder(live({ status: "sent", ledger: finished }), 240, true)).toContain("on their way");
  });

  test("what a screen reader hears names failures only where there are some", () => {
    expect(spoken(live())).toBe("29,877 of 48,210 delivered, 402 failed, 12,192 still to go.");
    expect(spoken(live({ ledger: finished }))).not.toContain("failed");
  });
});

describe("what keeps a campaign below the plan's rate", () => {
  const words = (trouble: Parameters<typeof planTroubleWords>[0]) => {
    const { title, text } = planTroubleWords(trouble, "UTC");
    return `${title}. ${text}`;
  };

  test("a 429", () => {
    const slowed = { kind: "slowed", perSecond: 120, ofPerSecond: 300, waitsUntil: null } as const;
    expect(words(slowed)).toBe("Sinch asked to slow down. The rate is 120 of 300 a second and grows again by itself.");
    expect(words({ ...slowed, waitsUntil: "2026-11-21T14:05:10Z" })).toContain("goes on at 14:05:10 UTC.");
  });

  test("unclear answers: since when, until when, and what happens then", () => {
    const unclear = { kind: "unclear", calls: 3, nextTryAt: "2026-11-21T14:05:10Z" } as const;
    expect(words(unclear)).toContain("no clear answer 3 times in a row. Nothing is sent until 14:05:10 UTC.");
    expect(words({ ...unclear, nextTryAt: null })).not.toContain("until");
  });
});
