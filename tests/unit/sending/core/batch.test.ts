import { describe, expect, test } from "vitest";
import { type Batch, type BatchEvent, decide, isTaken, nobodyElse } from "@/lib/sending/core/batch";
import { claimLeaseSeconds, sendLeaseSeconds } from "@/lib/sending/rules";

const now = 1_000_000;
const fresh: Batch = { state: "ready", epoch: 0, attempts: 0, leaseUntil: null, nextAttemptAt: 0, waitReason: "" };
const claimed: Batch = { ...fresh, state: "claimed", epoch: 1, leaseUntil: now + 1 };
const sending: Batch = { ...claimed, state: "sending", attempts: 1 };
const unclear: Batch = { ...fresh, state: "unclear", epoch: 1, attempts: 1 };

const accepted = { state: "accepted", providerBatchId: "P" } as const;
const unanswered = { state: "unclear", reason: "timeout" } as const;
const refused = { state: "rejected", code: "x", reason: "y" } as const;
const again = { state: "ready", retryAfterMs: 700, reason: "throttled", pauseCampaign: false } as const;

const answer = (after: Extract<BatchEvent, { kind: "answered" }>["after"], others = nobodyElse): BatchEvent => ({
  kind: "answered",
  epoch: 1,
  after,
  others,
});
const become = (batch: Batch, event: BatchEvent) => decide(batch, event, now).batch;

describe("a claim", () => {
  const claim: BatchEvent = { kind: "claimed", maySend: true };

  test("raises the epoch and lasts a lease", () => {
    const waiting: Batch = { ...fresh, waitReason: "quiet_hours" };
    expect(become(waiting, claim)).toEqual({ ...claimed, leaseUntil: now + claimLeaseSeconds * 1_000 });
  });

  test.each([
    ["it is not due", { ...fresh, nextAttemptAt: now + 1 }, claim],
    ["somebody has it", claimed, claim],
    ["nothing may be sent", fresh, { ...claim, maySend: false }],
  ])("is refused where %s", (_why, batch, event) => {
    expect(isTaken(batch, decide(batch, event, now))).toBe(false);
  });

  test("that was lost gives nothing back, renews nothing and skips nobody", () => {
    const later: Batch = { ...claimed, epoch: 2 };
    expect(become(later, { kind: "released", epoch: 1, waitUntil: null })).toBe(later);
    expect(become(later, { kind: "renewed", epoch: 1, maySend: true })).toBe(later);
    const skip = decide(later, { kind: "skipped", epoch: 1, nobodyLeft: true, others: nobodyElse }, now);
    expect(skip).toEqual({ batch: later, effects: [] });
  });
});

describe("an intent", () => {
  const intent: BatchEvent = { kind: "intended", epoch: 1, maySend: true, waitUntil: null };

  test("sets a lease that outlives the call", () => {
    expect(become(claimed, intent)).toMatchObject({
      state: "sending",
      attempts: 1,
      leaseUntil: now + sendLeaseSeconds * 1_000,
    });
  });

  test("writes down when those may be texted who are left out", () => {
    const waitUntil = now + 3_600_000;
    expect(become(claimed, { ...intent, waitUntil })).toMatchObject({
      nextAttemptAt: waitUntil,
      waitReason: "quiet_hours",
    });
  });

  test.each([
    ["the lease is over", { ...claimed, leaseUntil: now }, intent],
    ["somebody else has it by now", { ...claimed, epoch: 2 }, intent],
    ["it was given back", fresh, intent],
    ["nothing may be sent", claimed, { ...intent, maySend: false }],
  ])("is refused where %s", (_why, batch, event) => {
    expect(isTaken(batch, decide(batch, event, now))).toBe(false);
  });
});

describe("an answer", () => {
  const left = { queued: true, unclear: false };
  const waiting: Batch = { ...sending, nextAttemptAt: now + 9_000, waitReason: "quiet_hours" };

  test.each([
    ["accepted", accepted, nobodyElse, "accepted"],
    ["rejected", refused, nobodyElse, "rejected"],
    ["unclear", unanswered, nobodyElse, "unclear"],
    ["throttled", again, nobodyElse, "ready"],
    ["accepted, with people left", accepted, left, "ready"],
    ["rejected, with people left", refused, left, "ready"],
    ["unclear, with people left", unanswered, left, "ready"],
    ["accepted, with somebody unclear since before", accepted, { queued: false, unclear: true }, "unclear"],
    ["rejected, with somebody unclear since before", refused, { queued: false, unclear: true }, "unclear"],
  ] as const)("%s", (_what, outcome, others, state) => {
    expect(become(waiting, answer(outcome, others)).state).toBe(state);
  });

  test("people who wait keep their moment; a new try has its own", () => {
    expect(become(waiting, answer(accepted, left))).toMatchObject({
      nextAttemptAt: now + 9_000,
      waitReason: "quiet_hours",
    });
    expect(become(waiting, answer(again, left))).toMatchObject({ nextAttemptAt: now + 700, waitReason: "" });
  });

  test("that comes too late is a fact: an acceptance settles an unclear batch, and nothing else decides", () => {
    expect(become(unclear, answer(accepted)).state).toBe("accepted");
    for (const outcome of [refused, unanswered, again]) expect(become(unclear, answer(outcome))).toBe(unclear);
    const held: Batch = { ...unclear, state: "holding" };
    const other: Batch = { ...sending, epoch: 2 };
    for (const batch of [held, other, fresh]) {
      expect(decide(batch, answer(accepted), now)).toEqual({ batch, effects: [{ kind: "move_accepted" }] });
    }
  });
});

describe("what nobody heard of for longer than its lease", () => {
  const abandoned: BatchEvent = { kind: "abandoned", isProven: false, others: nobodyElse };

  test("a claim is ready again; a call is unclear, unless a report proved it", () => {
    expect(become({ ...claimed, leaseUntil: now - 1 }, abandoned).state).toBe("ready");
    const call: Batch = { ...sending, leaseUntil: now - 1 };
    const moved = (status: string) => [{ kind: "move_queued", status }];
    expect(decide(call, abandoned, now)).toMatchObject({ batch: { state: "unclear" }, effects: moved("unclear") });
    expect(decide(call, { ...abandoned, isProven: true }, now)).toMatchObject({
      batch: { state: "accepted" },
      effects: moved("sent"),
    });
  });

  test("a lease that is not over is left alone", () => {
    expect(become(sending, abandoned)).toBe(sending);
  });
});

test("proof settles an unclear batch once nobody in it is unclear, and no other", () => {
  const proven: BatchEvent = { kind: "proven", others: nobodyElse };
  expect(become(unclear, proven).state).toBe("accepted");
  expect(become(unclear, { ...proven, others: { queued: false, unclear: true } })).toBe(unclear);
  const held: Batch = { ...unclear, state: "holding" };
  for (const batch of [held, sending, claimed, fresh]) expect(become(batch, proven)).toBe(batch);
});

test("only what is ready is closed, and where somebody is unclear something is left to find out", () => {
  const closed: BatchEvent = { kind: "closed", as: "canceled", others: nobodyElse };
  expect(become(fresh, closed).state).toBe("canceled");
  expect(become(fresh, { ...closed, others: { queued: false, unclear: true } }).state).toBe("unclear");
  for (const batch of [claimed, sending, unclear]) expect(become(batch, closed)).toBe(batch);
});
