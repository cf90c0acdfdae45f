import { describe, expect, test } from "vitest";
import { type Lane, newLane, step } from "@/lib/sending/core/lane";
import type { LaneAnswer, LaneEffect } from "@/lib/sending/core/lane-protocol";
import { laneTurnMs, latestCallMs, renewClaimEveryMs } from "@/lib/sending/rules";

/** A lane that is told one thing after another; `effects` are those of the last step. */
function told(...events: [at: number, answer: LaneAnswer][]): { lane: Lane; effects: LaneEffect[] } {
  let result: { lane: Lane; effects: LaneEffect[] } = { lane: newLane(1), effects: [] };
  for (const [at, answer] of events) result = step(result.lane, { ...answer, at });
  return result;
}

const kinds = (result: { effects: LaneEffect[] }) => result.effects.map((effect) => effect.kind);

const started: [number, LaneAnswer] = [0, { kind: "started" }];
const claimed: [number, LaneAnswer] = [1, { kind: "claimed", slot: { at: 500, weight: 10 } }];
/** 50 ms before the slot: so long the first batch of a lane takes. */
const woken: [number, LaneAnswer] = [450, { kind: "woken" }];
const composed = (people: number, waitUntil: Date | null): [number, LaneAnswer] => [
  460,
  { kind: "composed", people, weight: people, waitUntil },
];
const skipped: [number, LaneAnswer] = [461, { kind: "done" }];
const committed: [number, LaneAnswer] = [465, { kind: "intent_committed" }];
const atCall = [started, claimed, woken, composed(10, null), skipped, committed];
const answered: [number, LaneAnswer] = [
  600,
  { kind: "answered", answer: { kind: "call", outcome: { kind: "accepted", providerId: "P" } } },
];
const accepted: [number, LaneAnswer] = [610, { kind: "recorded", after: { state: "accepted", providerBatchId: "P" } }];

describe("the way of a batch", () => {
  test("claim, people, skips, intent, slot, call, outcome, and the next one", () => {
    const events = [...atCall, [500, { kind: "woken" }] as [number, LaneAnswer], answered, accepted];
    const way = events.map((_, index) => kinds(told(...events.slice(0, index + 1))));
    expect(way.flat()).toEqual([
      "claim",
      "wait",
      "compose",
      "record_skips",
      "commit_intent",
      "wait_out",
      "call",
      "record",
      "claim",
    ]);
  });

  test("it wakes before its slot by as long as it needs, and renews its claim until then", () => {
    const far: [number, LaneAnswer] = [1, { kind: "claimed", slot: { at: 9_000, weight: 1 } }];
    expect(told(started, far).effects).toEqual([{ kind: "wait", until: 1 + renewClaimEveryMs }]);
    const early: [number, LaneAnswer] = [1 + renewClaimEveryMs, { kind: "woken" }];
    expect(kinds(told(started, far, early))).toEqual(["renew"]);
    expect(told(started, far, early, [8_500, { kind: "renewed" }]).effects).toEqual([{ kind: "wait", until: 8_950 }]);
    expect(kinds(told(started, far, early, [8_500, { kind: "claim_lost" }]))).toContain("give_back");
  });

  test("what a batch took less than was reserved for it is told with the next claim", () => {
    const [effect] = told(started, claimed, woken, composed(0, null), skipped).effects;
    expect(effect).toMatchObject({ kind: "claim", request: { owed: -10 } });
  });
});

describe("what ends a batch's way early", () => {
  test("an intent that is refused gives the claim back", () => {
    const refused: [number, LaneAnswer] = [465, { kind: "intent_refused" }];
    expect(told(...atCall.slice(0, -1), refused).effects[0]).toEqual({ kind: "give_back", waitUntil: null });
  });

  test("whoever stood still after the intent does not call, and says that nothing was sent", () => {
    const onTime = told(...atCall, [461 + latestCallMs, { kind: "woken" }]);
    expect(kinds(onTime)).toEqual(["call"]);
    const late = told(...atCall, [462 + latestCallMs, { kind: "woken" }]);
    expect(late.effects).toMatchObject([{ kind: "record", answer: { outcome: { kind: "not_sent" } } }]);
  });

  test("nobody is left: the batch ends with the skips", () => {
    const empty = told(started, claimed, woken, composed(0, null));
    expect(empty.effects).toEqual([{ kind: "record_skips", nobodyLeft: true }]);
    expect(kinds(told(started, claimed, woken, composed(0, null), skipped))).toEqual(["claim"]);
  });

  test("everybody has to wait: no intent, and the claim is given back until then", () => {
    const morning = new Date("2030-01-01T08:00:00Z");
    const composedNobody = told(started, claimed, woken, composed(0, morning));
    expect(composedNobody.effects).toEqual([{ kind: "record_skips", nobodyLeft: false }]);
    const back = told(started, claimed, woken, composed(0, morning), skipped);
    expect(back.effects[0]).toEqual({ kind: "give_back", waitUntil: morning });
    expect(kinds(back)).toEqual(["give_back", "claim"]);
  });

  test("told to stop while it waits: the claim is given back, and the lane is over", () => {
    const stopped = told(started, claimed, [300, { kind: "told_to_stop" }]);
    expect(kinds(stopped)).toEqual(["give_back", "finish_campaign"]);
    expect(stopped.lane.phase.is).toBe("over");
  });
});

describe("between two batches", () => {
  const recorded = (at: number, pauseCampaign: boolean): [number, LaneAnswer] => [
    at,
    { kind: "recorded", after: { state: "ready", retryAfterMs: 1, reason: "401", pauseCampaign } },
  ];
  const called: [number, LaneAnswer][] = [...atCall, [500, { kind: "woken" }], answered];

  test("a refused account pauses the campaign with its words", () => {
    expect(told(...called, recorded(610, true)).effects[0]).toEqual({ kind: "pause_campaign", reason: "401" });
    expect(kinds(told(...called, recorded(610, false)))).toEqual(["claim"]);
  });

  test("after its turn a lane makes room for other campaigns, if they wait", () => {
    const late = told(...called, recorded(laneTurnMs + 1, false));
    expect(kinds(late)).toEqual(["look_for_others"]);
    const turn = [...called, recorded(laneTurnMs + 1, false)];
    expect(kinds(told(...turn, [6_000, { kind: "others_wait" }]))).toEqual(["line_up_again"]);
    expect(kinds(told(...turn, [6_000, { kind: "nobody_waits" }]))).toEqual(["claim"]);
  });

  test("nothing to claim: it waits while something is to come, and ends the campaign when nothing is", () => {
    const idle: [number, LaneAnswer][] = [started, [1, { kind: "nothing_claimed" }]];
    expect(kinds(told(...idle))).toEqual(["wait_for_batches"]);
    expect(kinds(told(...idle, [60, { kind: "more_to_come" }]))).toEqual(["claim"]);
    expect(kinds(told(...idle, [60, { kind: "nothing_to_come" }]))).toEqual(["finish_campaign"]);
  });
});
