import { describe, expect, test } from "vitest";
import type { Accepted } from "../../chaos/ground-truth.ts";
import { countDuplicates } from "../../chaos/invariants.ts";
import type { AttemptEntry, DecisionEntry } from "../../chaos/journal.ts";
import { ordersOf } from "../../chaos/resend-check.ts";

const asks = { unknownBatches: "never_resend", transport: "sms" } as const;
const holds = { unknownBatches: "hold_and_cancel", transport: "sms" } as const;

/** The calls of one batch, each second one; all but the first are for somebody unclear. */
function calls(...changes: Partial<AttemptEntry>[]): AttemptEntry[] {
  return changes.map((change, index) => ({
    reference: `c.x.1.1.${index + 1}`,
    campaignId: 1,
    batchId: 1,
    number: index + 1,
    startedAt: index * 1_000,
    isHeld: false,
    outcome: "unknown",
    isAgain: index > 0,
    ...change,
  }));
}

const decided = (decision: DecisionEntry["decision"], at: number): DecisionEntry => ({ batchId: 1, decision, at });

describe("a call for people of whom nobody knows", () => {
  test("without an order there is none", () => {
    expect(ordersOf(asks, calls({}), []).problems).toEqual([]);
    expect(ordersOf(asks, calls({}, {}), []).problems).toHaveLength(1);
    expect(ordersOf(holds, calls({}, {}), []).problems).toHaveLength(1);
  });

  test("held back first, it needs none where the setting allows it", () => {
    const held = calls({}, { isHeld: true });
    expect(ordersOf(holds, held, [])).toEqual({ ordered: new Set(), problems: [] });
    expect(ordersOf(asks, held, []).problems).toHaveLength(1);
    expect(ordersOf({ ...holds, transport: "conversation" }, held, []).problems).toHaveLength(1);
  });

  test("an order is obeyed once, but again while Sinch takes nothing", () => {
    const order = [decided("resend", 500)];
    expect(ordersOf(asks, calls({}, {}), order)).toEqual({ ordered: new Set(["c.x.1.1.2"]), problems: [] });
    expect(ordersOf(asks, calls({}, {}, {}), order).problems).toHaveLength(1);
    expect(ordersOf(asks, calls({}, { outcome: "throttled" }, {}), order).problems).toEqual([]);
    expect(ordersOf(asks, calls({}, {}, {}), [...order, decided("resend", 1_500)]).problems).toEqual([]);
  });

  test("an order of another batch, or of later, is none", () => {
    expect(ordersOf(asks, calls({}, {}), [decided("resend", 1_500)]).problems).toHaveLength(1);
    expect(ordersOf(asks, calls({}, {}), [{ ...decided("resend", 500), batchId: 2 }]).problems).toHaveLength(1);
  });

  test("what was left alone is not called", () => {
    const first = [decided("resend", 500), decided("leave", 1_500)];
    expect(ordersOf(asks, calls({}, {}), first).problems).toEqual([]);
    expect(ordersOf(asks, calls({}, {}, {}), first).problems).toHaveLength(2);
  });
});

test("a text beyond the first is the person's as often as they said so, and the engine's else", () => {
  const text = (attempt: number): Accepted => ({
    reference: `c.x.1.1.${attempt}`,
    phone: "+12012000000",
    fates: [],
    acceptedAt: 0,
    batch: { campaignId: 1, number: 1, attempt },
  });
  const ordered = new Set(["c.x.1.1.2"]);
  expect(countDuplicates([text(1)], ordered)).toBe(0);
  expect(countDuplicates([text(2)], ordered)).toBe(0);
  expect(countDuplicates([text(1), text(2)], ordered)).toBe(0);
  expect(countDuplicates([text(1), text(2)])).toBe(1);
  expect(countDuplicates([text(1), text(2), text(3)], ordered)).toBe(1);
});
