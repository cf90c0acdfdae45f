import { describe, expect, test } from "vitest";
import { messageStatus, skipReason } from "@/lib/messages/rules";
import { compose } from "@/lib/sending/batch/compose";
import { quietHoursAt } from "@/lib/sending/batch/quiet-hours";
import type { Recipient } from "@/lib/sending/batch/recipients";
import { afterAttempt } from "@/lib/sending/core/after-attempt";
import type { ClaimedBatch } from "@/lib/sending/lane/claim";
import {
  batchReference,
  batchSizeFor,
  batchStates,
  batchTransitions,
  fullestSecond,
  lanesFor,
  openBatchStates,
} from "@/lib/sending/rules";

describe("the life of a batch", () => {
  test("an unclear batch is accepted after all, tried again unsent, or sent again because a person said so", () => {
    expect(batchTransitions.unclear).toEqual(["accepted", "holding", "ready"]);
    expect(batchTransitions.holding).toEqual(["accepted", "unclear"]);
  });

  test("a batch is sent only through sending, which is reached only through a claim", () => {
    const into = (state: string) => batchStates.filter((from) => batchTransitions[from].includes(state as never));
    // Claimed: nobody was left to text of a batch of which some were accepted before.
    expect(into("accepted")).toEqual(["claimed", "sending", "unclear", "holding"]);
    expect(into("sending")).toEqual(["claimed"]);
    expect(into("claimed")).toEqual(["ready"]);
  });

  test("every state with a way on, but for those that wait for facts, counts as open work", () => {
    const withWay = batchStates.filter(
      (state) => batchTransitions[state].length > 0 && state !== "unclear" && state !== "holding",
    );
    expect([...openBatchStates].sort()).toEqual(withWay.sort());
  });
});

test.each([
  [0.5, 1],
  [1, 1],
  [30, 3],
  [31, 1],
  [45, 3],
  [300, 19],
  [999.9, 101],
  [3_000, 306],
  [50_000, 1_000],
])("at %d messages a second a batch holds %d", (rate, size) => {
  expect(batchSizeFor(rate)).toBe(size);
});

test("at no rate do batches make a second too full, or too many calls", () => {
  for (let rate = 1; rate <= 20_000; rate += rate < 1_000 ? 1 : 37) {
    const size = batchSizeFor(rate);
    // Of slots that far apart, so many fit into one second.
    const inOneSecond = Math.ceil(rate / size) * size;
    expect([rate, inOneSecond <= Math.max(1, rate * fullestSecond)]).toEqual([rate, true]);
    expect([rate, rate / size <= 100]).toEqual([rate, true]);
  }
});

test("references are unique per attempt, short and free of personal data", () => {
  const reference = batchReference(2_147_483_647, 10_000, 99, "abcdef12");
  expect(reference).toBe("c.abcdef12.2147483647.10000.99");
  expect(reference.length).toBeLessThanOrEqual(128);
});

describe("what an outcome makes of a batch", () => {
  test("what is unknown is unclear: it is never ready again", () => {
    expect(afterAttempt({ kind: "unknown", reason: "timeout" }, 1)).toEqual({ state: "unclear", reason: "timeout" });
  });

  test("surely not accepted is ready again, later and later", () => {
    const delays = [1, 2, 3, 10].map((attempts) => {
      const after = afterAttempt({ kind: "not_sent", reason: "refused" }, attempts);
      return after.state === "ready" ? after.retryAfterMs : null;
    });
    expect(delays).toEqual([1_000, 2_000, 4_000, 60_000]);
  });

  test("throttled waits as long as Sinch says and pauses nothing", () => {
    expect(afterAttempt({ kind: "throttled", retryAfterMs: 700 }, 1)).toMatchObject({
      state: "ready",
      retryAfterMs: 700,
      pauseCampaign: false,
    });
  });

  test("a batch at fault fails alone; an account at fault pauses the campaign", () => {
    const rejected = { kind: "rejected", code: "x", text: "y", httpStatus: 400 } as const;
    expect(afterAttempt({ ...rejected, permanent: true }, 1).state).toBe("rejected");
    expect(afterAttempt({ ...rejected, permanent: false }, 1)).toMatchObject({ state: "ready", pauseCampaign: true });
  });
});

describe("what a batch becomes on the wire", () => {
  const batch: ClaimedBatch = {
    id: 1,
    campaignId: 7,
    number: 1,
    epoch: 1,
    attempts: 0,
    firstSeq: 1,
    lastSeq: 9,
    ignoresQuietHours: false,
    expiresAt: null,
    firstSubscriberId: 1,
    lastSubscriberId: 9,
    recipients: 9,
    body: "Hi {{first_name|there}}, {{city}}",
    strikes: 0,
  };

  function person(seq: number, change: Partial<Recipient> = {}): Recipient {
    const phone = `+1201200000${seq}`;
    return {
      seq,
      phone,
      firstName: "Ada",
      lastName: "",
      email: "",
      attributes: { city: "Bern" },
      currentPhone: phone,
      country: "US",
      timeZone: null,
      isConsenting: true,
      isSuppressed: false,
      ...change,
    };
  }

  test("whoever may not certainly be texted is left out, with the reason", () => {
    const { outgoing, skipped, accepted } = compose(batch, [
      person(1, { isSuppressed: true }),
      person(2, { isConsenting: false }),
      person(3, { currentPhone: "+12012009999" }),
      person(4, { currentPhone: null, isConsenting: false }),
      person(5),
    ]);
    expect(skipped.map((move) => [move.seq, move.code])).toEqual([
      [1, skipReason.opted_out],
      [2, skipReason.no_consent],
      [3, skipReason.number_changed],
      [4, skipReason.deleted],
    ]);
    expect(outgoing?.to).toEqual(["+12012000005"]);
    expect(accepted).toEqual([{ campaignId: 7, seq: 5, status: messageStatus.sent, code: 0, parts: 1 }]);
  });

  test("whoever may not be texted yet stays, and the batch waits for the first of them", () => {
    // 01:30 UTC: half past eight in New York, half past five in Los Angeles. New Jersey opens again at 09:00, 14:00 UTC.
    const night = quietHoursAt(new Date("2026-11-25T01:30:00Z"));
    const people = [
      person(1, { timeZone: "America/New_York" }),
      person(2, { country: "DE", timeZone: "Europe/Berlin" }),
      person(3, { country: "JP", timeZone: "Asia/Tokyo" }),
      person(4, { country: "DE", timeZone: "Europe/Berlin", isSuppressed: true }),
    ];
    const { outgoing, waitUntil, skipped, accepted } = compose(batch, people, night);
    expect(outgoing?.to).toEqual(["+12012000003"]);
    expect(accepted.map(({ seq }) => seq)).toEqual([3]);
    expect(skipped.map(({ seq }) => seq)).toEqual([4]);
    expect(waitUntil?.toISOString()).toBe("2026-11-25T08:00:00.000Z");
    expect(compose(batch, people.slice(0, 1), night)).toMatchObject({
      outgoing: null,
      skipped: [],
      waitUntil: new Date("2026-11-25T14:00:00Z"),
    });
  });

  test("in the last minute before closing time nothing leaves", () => {
    const at = (time: string) => quietHoursAt(new Date(`2026-11-25T00:${time}Z`))(person(1));
    expect(at("58:59")).toBeNull();
    expect(at("59:00")?.toISOString()).toBe("2026-11-25T14:00:00.000Z");
    expect(quietHoursAt(new Date("2026-11-24T14:00:00Z"))(person(1))).toBeNull();
    expect(quietHoursAt(new Date("2026-11-24T13:59:59Z"))(person(1))?.toISOString()).toBe("2026-11-24T14:00:00.000Z");
  });

  test("nobody left means no call", () => {
    expect(compose(batch, [person(1, { isSuppressed: true })]).outgoing).toBeNull();
  });

  test("parts are counted on each person's own text, the opt-out line included", () => {
    const { accepted } = compose({ ...batch, body: "{{first_name}}\nReply STOP to opt out" }, [
      person(1, { firstName: "a".repeat(150) }),
      person(2, { firstName: "b" }),
      person(3, { firstName: "…" }),
    ]);
    expect(accepted.map((move) => move.parts)).toEqual([2, 1, 1]);
  });

  test("attributes never shadow a person's own columns", () => {
    const { outgoing } = compose({ ...batch, body: "{{first_name}}" }, [
      person(1, { attributes: { first_name: "Mallory" } }),
    ]);
    expect(JSON.stringify(outgoing?.parameters)).not.toContain("Mallory");
  });
});

test.each([
  [1, 1, 4],
  [6, 1, 4],
  [7, 1, 3],
  [8, 1, 3],
  [8, 2, 4],
  [13, 1, 1],
  [100, 1, 1],
  [0, 0, 4],
])("of %d campaigns on %d workers each has %d lanes", (campaigns, workers, lanes) => {
  expect(lanesFor(campaigns, workers)).toBe(lanes);
});
