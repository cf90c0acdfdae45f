import { describe, expect, test } from "vitest";
import { balance, headline, progressOf, remainder, spoken } from "@/components/campaigns/live/figures";
import type { CampaignLive } from "@/lib/campaigns/views";

function live(part: Partial<CampaignLive> = {}): CampaignLive {
  return {
    id: 1,
    status: "sending",
    pausedReason: "",
    launchedAt: null,
    startedAt: null,
    finishedAt: null,
    isExpanded: true,
    audience: 48_210,
    ledger: { accepted: 34_610, skipped: 1_006, failed: 402, canceled: 0, unknown: 0, toGo: 12_192 },
    delivered: 29_877,
    unclear: 0,
    parts: 0,
    optOuts: 0,
    replies: 0,
    failures: [],
    skips: [],
    unreached: 0,
    canary: null,
    limits: { maxFailedPercent: null, maxOptOutPercent: null },
    rate: null,
    estimatedFinishAt: null,
    isSettled: false,
    ...part,
  };
}

const finished = { accepted: 47_204, skipped: 1_006, failed: 0, canceled: 0, unknown: 0, toGo: 0 };

describe("the words of the live page", () => {
  test("the ledger is written out and adds up", () => {
    expect(balance(live())).toBe("The ledger balances: 34,610 + 1,006 + 402 + 0 + 0 + 12,192 = 48,210");
  });

  test("headline and share", () => {
    expect(headline(live())).toBe("29,877 of 48,210 delivered");
    expect(progressOf(live())).toBeCloseTo(0.747, 3);
    expect(progressOf(live({ audience: 0 }))).toBe(0);
  });

  test("before the audience is fixed there is no figure to boast with", () => {
    expect(headline(live({ audience: 0, isExpanded: false }))).toBe("Fixing the audience");
  });

  test.each([
    [{}, "75 % done · 51 s left"],
    [{ status: "paused" }, "75 % done · paused"],
    [{ status: "canceled" }, "75 % done · stopping"],
    [{ status: "sent", ledger: finished }, "17,327 on their way"],
    [{ status: "sent", ledger: finished, delivered: 47_204 }, "all dealt with"],
  ] satisfies [Partial<CampaignLive>, string][])("the rest: %o", (part, words) => {
    expect(remainder(live(part), 240).replaceAll("\u00a0", " ")).toBe(words);
  });

  test("what a screen reader hears names failures only where there are some", () => {
    expect(spoken(live())).toBe("29,877 of 48,210 delivered, 402 failed, 12,192 still to go.");
    expect(spoken(live({ ledger: finished }))).not.toContain("failed");
  });
});
