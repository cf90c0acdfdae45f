import { expect, test } from "vitest";
import type { Accepted } from "../../chaos/ground-truth.ts";
import type { AttemptEntry, BatchEntry } from "../../chaos/journal.ts";
import { acceptedTooLate, begunBeforeTurn } from "../../chaos/schedule-check.ts";

const batch: BatchEntry = {
  ...{ at: 0, campaignId: 1, batchId: 7, number: 1, epoch: 0 },
  ...{ from: "", to: "ready", dueAt: 5_000 },
};
const call: AttemptEntry = {
  ...{ reference: "c.x.1.1.1", campaignId: 1, batchId: 7, number: 1, startedAt: 5_000 },
  ...{ isHeld: false, outcome: "accepted", isAgain: false },
};

test("a call begins at its wave's turn at the earliest; that is the time its batch was made with", () => {
  const retried = { ...batch, from: "sending", dueAt: 9_000 };
  expect(begunBeforeTurn([batch, retried], [call])).toEqual([]);
  expect(begunBeforeTurn([batch], [{ ...call, startedAt: 4_999 }])).toHaveLength(1);
});

test("nothing is accepted after its own campaign's last moment, but for the granularity of clocks", () => {
  const text: Accepted = {
    ...{ reference: "c.x.1.1.1", phone: "+12012000000", fates: [], acceptedAt: 10_000 },
    batch: { campaignId: 1, number: 1, attempt: 1 },
  };
  const moments = new Map([[1, 10_000]]);
  expect(acceptedTooLate([text, { ...text, acceptedAt: 10_100 }], moments)).toEqual([]);
  expect(acceptedTooLate([text, { ...text, acceptedAt: 10_101 }], moments)).toEqual([
    "1 texts up to 101 ms after the last moment",
  ]);
  expect(acceptedTooLate([{ ...text, acceptedAt: 99_999, batch: null }], moments)).toEqual([]);
  expect(acceptedTooLate([{ ...text, acceptedAt: 99_999 }], new Map([[2, 10_000]]))).toEqual([]);
});
