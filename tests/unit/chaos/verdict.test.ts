import { expect, test } from "vitest";
import { noCoverage } from "../../chaos/coverage.ts";
import { compareLedger, type Findings } from "../../chaos/invariants.ts";
import { nothingPending, type Pending } from "../../chaos/open-work.ts";
import type { Ending } from "../../chaos/patience.ts";
import type { RunResult } from "../../chaos/run-result.ts";
import { add, emptyTotal, summaryOf } from "../../chaos/total.ts";
import { isFailed, verdictOf } from "../../chaos/verdict.ts";

const settled: Ending = { kind: "settled", open: [], limitMs: 0 };
const moving: Ending = { kind: "moving", open: ["3 batches ready"], limitMs: 900_000 };
const stuck: Ending = { kind: "stuck", open: ["3 batches ready"], limitMs: 240_000 };

const clean: Findings = { duplicates: 0, decidedTwice: 0, lost: 0, unfinished: 0, unexplained: [] };

const result: RunResult = {
  ...{ seed: 7, people: 50, seconds: 9, faults: {}, recoveriesMs: [], fullestSecond: null, coverage: noCoverage },
  ...{ ...clean, ending: settled },
};

/** Planted books of three queued people, to whom Sinch has nothing. */
function compare(pending: Pending): Findings {
  const ledger = [1, 2, 3].map((seq) => ({ campaignId: 1, seq, phone: `+1201200000${seq}`, status: 0, code: 0 }));
  const findings: Findings = { ...clean, unexplained: [] };
  compareLedger(findings, { accepted: [], ledger, unheard: 0, pending });
  return findings;
}

test("a queued person at rest is lost", () => {
  expect(compare(nothingPending)).toMatchObject({ lost: 3, unfinished: 0 });
});

test("a queued person in an open batch is unfinished; one outside of it is lost even then", () => {
  expect(compare({ people: new Set(["1 1", "1 2", "1 3"]), reports: 0 })).toEqual({ ...clean, unfinished: 3 });
  expect(compare({ people: new Set(["1 1", "1 3"]), reports: 0 })).toMatchObject({ lost: 1, unfinished: 2 });
});

test("a report that is on its way is unfinished; more missing reports than that are lost", () => {
  const accepted = [1, 2].map((seq) => ({
    ...{ reference: "c.x.1.1.1", phone: `+1201200000${seq}`, fates: [30], acceptedAt: 0 },
    batch: { campaignId: 1, number: 1, attempt: 1 },
  }));
  const ledger = [1, 2].map((seq) => ({ campaignId: 1, seq, phone: `+1201200000${seq}`, status: 10, code: 0 }));
  const findings: Findings = { ...clean, unexplained: [] };
  compareLedger(findings, { accepted, ledger, unheard: 0, pending: { people: new Set(), reports: 1 } });
  expect(findings).toMatchObject({ lost: 1, unfinished: 1 });
});

test("a settled run without findings is ok", () => {
  expect(isFailed(result)).toBe(false);
  expect(verdictOf(result)).toBe("ok");
});

test("a run that still moves at the cap fails, and its verdict names the cap and the open work instead of losses", () => {
  const late = { ...result, ending: moving, unfinished: 30 };
  expect(verdictOf(late)).toBe(
    "FAILED: 0 duplicates, 0 lost, 30 unfinished; STILL MOVING at the cap of 900 s: 3 batches ready",
  );
  expect(isFailed({ ...result, ending: moving })).toBe(true);
});

test("a stuck run fails, and its verdict says so", () => {
  expect(isFailed({ ...result, ending: stuck })).toBe(true);
  expect(verdictOf({ ...result, ending: stuck, lost: 3 })).toBe(
    "FAILED: 0 duplicates, 3 lost, 0 unfinished; STUCK, nothing moved for 240 s: 3 batches ready",
  );
});

test("the line of JSON keeps lost and unfinished apart, and every failed seed is kept", () => {
  const total = emptyTotal();
  add(total, result);
  add(total, { ...result, seed: 8, ending: moving, unfinished: 30 });
  add(total, { ...result, seed: 9, ending: stuck, lost: 2 });
  add(total, { ...result, seed: 10, duplicates: 1 });
  const figures = { runs: 4, duplicates: 1, lost: 2, unfinished: 30, stillMoving: 1, stuck: 1, unexplained: 0 };
  expect(summaryOf(total)).toMatchObject(figures);
  expect(total.failed).toEqual([8, 9, 10]);
});
