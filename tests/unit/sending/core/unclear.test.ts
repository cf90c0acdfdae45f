import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AttemptFact, nextStep, timings, timingsAt, type UnclearBatch } from "@/lib/sending/core/unclear";
import { lastSecondsMs } from "@/lib/sending/rules";
import { type Script, World } from "./unclear-world.ts";

const minute = 60_000;
const patience = timings.lookAfterMs.at(-1) ?? 0;

const first: AttemptFact = {
  number: 1,
  startedAt: 0,
  sendAt: null,
  state: "open",
  listing: "absent",
  isWithdrawing: false,
  unclear: 30,
  isProvenElsewhere: false,
  hasLeavers: false,
};
const held = (sendAt: number): AttemptFact => ({ ...first, number: 2, startedAt: patience, sendAt, state: "accepted" });

const batch: UnclearBatch = {
  attempts: [first],
  isFresh: true,
  leave: "open",
  resend: "hold",
  decision: "",
  unclear: 30,
  eligible: 30,
  notBefore: null,
  expiresAt: null,
};

describe("one step at a time", () => {
  test.each([
    [0, 15_000],
    [15_000, 60_000],
    [61_000, 120_000],
    [120_000, 300_000],
  ])("after %i ms it is looked up next at %i ms", (now, until) => {
    expect(nextStep(batch, now)).toEqual({ kind: "wait", until, because: "listing" });
  });

  test("nobody is unclear any more: it ends, whatever else", () => {
    const proven = { ...first, state: "accepted", listing: "there", unclear: 0 } as const;
    for (const leave of ["open", "paused", "stopped", "canceled"] as const) {
      expect(nextStep({ ...batch, leave, unclear: 0, attempts: [proven] }, minute)).toEqual({ kind: "close" });
    }
  });

  test("not found for long enough, it is held; not a millisecond earlier, and not without an answer", () => {
    expect(nextStep(batch, patience)).toEqual({ kind: "hold" });
    expect(nextStep(batch, patience - 1).kind).toBe("wait");
    expect(nextStep({ ...batch, isFresh: false }, patience).kind).toBe("wait");
  });

  test.each([
    [{ leave: "paused" }, "blocked"],
    [{ leave: "stopped" }, "blocked"],
    [{ leave: "canceled" }, "over"],
    [{ decision: "leave" }, "over"],
    [{ decision: "asked" }, "person"],
    [{ eligible: 0 }, "nobody_left"],
    [{ expiresAt: patience + timings.holdMs }, "too_late"],
  ] as const)("nothing leaves: %j", (change, because) => {
    expect(nextStep({ ...batch, ...change }, patience)).toMatchObject({ kind: "wait", because });
  });

  test("what a person decided is not done in the last seconds of the campaign either", () => {
    const decided = { ...batch, resend: "ask", decision: "resend" } as const;
    const last = patience + lastSecondsMs;
    expect(nextStep({ ...decided, expiresAt: last + 1 }, patience)).toEqual({ kind: "send" });
    expect(nextStep({ ...decided, expiresAt: last }, patience)).toMatchObject({ kind: "wait", because: "too_late" });
  });

  test("where it cannot be held back, or must not, a person is asked", () => {
    expect(nextStep({ ...batch, resend: "ask" }, patience)).toEqual({ kind: "ask", because: "policy" });
    expect(nextStep({ ...batch, resend: "ask", decision: "resend" }, patience)).toEqual({ kind: "send" });
    const tries = [1, 2, 3, 4, 5].map((number) => ({ ...first, number }));
    expect(nextStep({ ...batch, attempts: tries }, patience)).toEqual({ kind: "ask", because: "tries" });
  });

  test("one that left although somebody began to take it back is told, even where nobody is unclear any more", () => {
    const proven = { ...first, state: "accepted", listing: "there", unclear: 0 } as const;
    const gone = { ...held(20 * minute), listing: "there", isWithdrawing: true, unclear: 0 } as const;
    const facts = { ...batch, unclear: 0 };
    expect(nextStep({ ...facts, attempts: [proven, gone] }, 21 * minute)).toEqual({ kind: "release", attempt: 2 });
    const told = { ...gone, isWithdrawing: false };
    expect(nextStep({ ...facts, attempts: [proven, told] }, 21 * minute)).toEqual({ kind: "close" });
  });

  test("a held one is taken back before the batch ends on an earlier one that turned up", () => {
    const proven = { ...first, state: "accepted" as const, unclear: 0 };
    const other = { ...held(20 * minute), unclear: 0, isProvenElsewhere: true };
    const facts = { ...batch, unclear: 0, isFresh: false };
    expect(nextStep({ ...facts, attempts: [proven, other] }, 10 * minute)).toMatchObject({
      attempt: 2,
      because: "found",
    });
    const withdrawn = { ...other, state: "withdrawn" as const };
    expect(nextStep({ ...facts, isFresh: true, attempts: [proven, withdrawn] }, 10 * minute)).toEqual({
      kind: "close",
    });
    const lost = { ...other, state: "open" as const };
    expect(nextStep({ ...facts, isFresh: true, attempts: [proven, lost] }, 10 * minute).kind).toBe("wait");
    expect(nextStep({ ...facts, isFresh: true, attempts: [proven, lost] }, 20 * minute)).toEqual({ kind: "close" });
  });

  test("an earlier call for other people of the batch has nothing to do with it", () => {
    const others = { ...first, state: "accepted" as const, unclear: 0 };
    const attempts = [others, { ...first, number: 2 }, { ...held(20 * minute), number: 3 }];
    expect(nextStep({ ...batch, attempts: attempts.slice(0, 2) }, patience)).toEqual({ kind: "hold" });
    expect(nextStep({ ...batch, attempts }, 10 * minute)).toMatchObject({ kind: "wait", because: "held" });
  });

  test.each([
    [{ hasLeavers: true }, "opted_out"],
    [{ leave: "paused" }, "paused"],
    [{ leave: "stopped" }, "stopped"],
    [{ leave: "canceled" }, "canceled"],
  ] as const)("a held one is taken back: %j, even while Sinch lists nothing", (change, because) => {
    const attempts = [first, { ...held(20 * minute), ...change }];
    const step = { kind: "withdraw", attempt: 2, because };
    expect(nextStep({ ...batch, ...change, attempts }, 10 * minute)).toEqual(step);
    expect(nextStep({ ...batch, ...change, attempts, isFresh: false }, 10 * minute)).toEqual(step);
  });

  test("what could not be verified in its last moments is taken back; what could leaves and counts", () => {
    const attempts = [first, held(20 * minute)];
    const blind = { ...batch, attempts, isFresh: false };
    expect(nextStep(blind, 20 * minute - timings.checkMs).kind).toBe("wait");
    expect(nextStep(blind, 20 * minute - timings.lastChanceMs)).toMatchObject({ because: "not_verified" });
    expect(nextStep({ ...batch, attempts }, 20 * minute - 1)).toMatchObject({ kind: "wait", until: 20 * minute });
    expect(nextStep({ ...batch, attempts }, 20 * minute)).toEqual({ kind: "release", attempt: 2 });
  });

  test("one that somebody tried to take back, and nobody knows how that ended, counts for nothing", () => {
    const attempts = [first, { ...held(20 * minute), isWithdrawing: true }];
    expect(nextStep({ ...batch, attempts }, 21 * minute)).toEqual({ kind: "ask", because: "doubtful" });
    const listed = attempts.map((attempt) =>
      attempt.number === 2 ? { ...attempt, listing: "there" as const } : attempt,
    );
    expect(nextStep({ ...batch, attempts: listed }, 21 * minute)).toEqual({ kind: "release", attempt: 2 });
  });
});

const seconds = (max: number) => fc.integer({ min: 0, max });
const script = (over: Partial<Record<keyof Script, fc.Arbitrary<unknown>>> = {}) =>
  fc.record({
    isFirstTaken: fc.boolean(),
    lagSeconds: fc.array(seconds(1_155), { minLength: 4, maxLength: 4 }),
    troubles: fc.array(fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, seconds(100)), { maxLength: 120 }),
    optOutSeconds: fc.array(fc.oneof(fc.constant(1e9), seconds(3_000)), { minLength: 3, maxLength: 3 }),
    pauses: fc.array(
      fc.tuple(seconds(3_000), seconds(3_000)).map(([from, length]) => ({ from, to: from + length })),
      { maxLength: 1 },
    ),
    canceledAtSeconds: fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, seconds(3_000)),
    skewMs: fc.integer({ min: -4_000, max: 4_000 }),
    troublesPerCheck: fc.constant(1),
    resend: fc.oneof({ weight: 9, arbitrary: fc.constant("hold") }, fc.constant("ask")),
    ...over,
  }) as fc.Arbitrary<Script>;

function play(each: Script): World {
  const world = new World(each);
  world.run(200);
  world.now += 3_600_000;
  return world;
}

const options = (numRuns: number) => ({ numRuns, seed: 2611, endOnFailure: true });

describe("against a Sinch that lists late, loses answers and does not obey", () => {
  test("nobody is texted twice as long as it lists within patience and hold", () => {
    let duplicates = 0;
    fc.assert(
      fc.property(script(), (each) => {
        const texts = play(each).texts();
        duplicates += texts.length - new Set(texts).size;
        expect(texts.length).toBe(new Set(texts).size);
      }),
      options(8_000),
    );
    expect(duplicates).toBe(0);
  }, 60_000);

  test("whatever happens: what counts as sent was sent, who opted out is in no later call, and nothing leaves against the rules", () => {
    const wild = script({
      lagSeconds: fc.array(seconds(100_000), { minLength: 4, maxLength: 4 }),
      troublesPerCheck: fc.constant(null),
    });
    fc.assert(
      fc.property(wild, (each) => {
        const world = play(each);
        for (const number of new Set(world.sent.values())) expect(world.hasLeft(number)).toBe(true);
        if (world.isClosed) expect(world.sent.size).toBe(3);
        for (const { at, to } of world.intents) {
          expect(world.leave(at)).toBe("open");
          expect(to.filter((person) => world.isOut(person, at))).toEqual([]);
        }
        if (each.resend === "ask") expect(world.intents).toEqual([]);
      }),
      options(8_000),
    );
  }, 60_000);

  test("nobody is lost: where it may leave, everybody who may be texted is, or a person is asked", () => {
    fc.assert(
      fc.property(script({ canceledAtSeconds: fc.constant(null) }), (each) => {
        const world = play(each);
        const texted = new Set(world.texts());
        const owed = [0, 1, 2].filter((person) => !world.isOut(person));
        if (world.isAsked === null) expect(owed.filter((person) => !texted.has(person))).toEqual([]);
      }),
      options(8_000),
    );
  }, 60_000);
});

test("a rehearsal is faster, and leaves a lease of 20 s and a call of 8 s before the last moment all the same", () => {
  expect(timingsAt(1)).toEqual(timings);
  fc.assert(
    fc.property(fc.double({ min: 1, max: 1_000, noNaN: true }), (speed) => {
      const { lookAfterMs, holdMs, checkMs, lastChanceMs, skewMs } = timingsAt(speed);
      expect(lookAfterMs.at(-1)).toBeCloseTo(300_000 / speed);
      expect(holdMs).toBeGreaterThan(checkMs);
      expect(checkMs - lastChanceMs).toBeGreaterThan(20_000);
      expect(lastChanceMs - skewMs).toBeGreaterThan(8_000);
    }),
  );
});
