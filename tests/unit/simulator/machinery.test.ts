import { expect, test, vi } from "vitest";
import { Tokens } from "@/lib/simulator/auth/tokens";
import { type BatchDraft, createBatch, isGroupId, setStatus } from "@/lib/simulator/batch";
import { batchReport } from "@/lib/simulator/callbacks/batch-report";
import { retryAt } from "@/lib/simulator/callbacks/poster";
import { problemOfShares } from "@/lib/simulator/carrier/shares";
import { Faults } from "@/lib/simulator/faults";
import { RequestRate } from "@/lib/simulator/request-rate";
import { compileTemplate } from "@/lib/simulator/template";
import { problemBeforeSending } from "@/lib/simulator/undeliverable";

const fields: BatchDraft["fields"] = {
  type: "mt_text",
  from: "12015550100",
  body: "Hello",
  delivery_report: "none",
  expire_at: Date.now() + 60_000,
};
const aBatch = (change: Partial<BatchDraft["fields"]> = {}, to = ["4915112345678"]) => {
  const all = { ...fields, ...change };
  return createBatch(1, "01J", 0, { fields: all, to, template: compileTemplate(all.body, all.parameters) });
};

test.each([
  [{}, 0],
  [{ from: null }, 410],
  [{ expire_at: 1 }, 406],
  [{ body: "${a}", parameters: { a: { "4915100000000": "x" } } }, 405],
  [{ body: "x".repeat(161), max_number_of_message_parts: 1 }, 411],
  [{ body: "x".repeat(161), max_number_of_message_parts: 2 }, 0],
  [{ body: "x".repeat(161), max_number_of_message_parts: 1, truncate_concat: true }, 0],
  [{ media: { url: "https://example.com/missing/a.jpg" } }, 417],
  [{ media: { url: "https://example.com/a.exe" } }, 0],
  [{ media: { url: "https://example.com/a.exe" }, strict_validation: true }, 416],
])("%j leaves or ends with code %i", (change, code) => {
  expect(problemBeforeSending(aBatch(change), "4915112345678", Date.now())).toBe(code);
});

test("a batch's report counts by code, names recipients in full, and is empty when nothing was ever sent", () => {
  const batch = aBatch({ client_reference: "a" }, ["491511", "491512", "491513"]);
  batch.drained = 3;
  setStatus(batch, 0, "Delivered", 0);
  setStatus(batch, 1, "Delivered", 0);
  setStatus(batch, 2, "Failed", 150);
  expect(batchReport(batch, "summary").statuses).toEqual([
    { code: 0, status: "Delivered", count: 2 },
    { code: 150, status: "Failed", count: 1 },
  ]);
  expect(batchReport(batch, "full", { codes: [150] })).toEqual({
    type: "delivery_report_sms",
    batch_id: "01J",
    total_message_count: 3,
    statuses: [{ code: 150, status: "Failed", count: 1, recipients: ["491513"] }],
    client_reference: "a",
  });
  batch.drained = 0;
  batch.canceled = true;
  expect(batchReport(batch, "full")).toMatchObject({ total_message_count: 0, statuses: [] });
});

test.each([
  ["gaps", 0, 105_000],
  ["gaps", 14, 100_000 + 81_920_000],
  ["offsets", 0, 65_000],
  ["offsets", 14, 60_000 + 81_920_000],
] as const)("by %s, retry %i is due at %i", (schedule, attempt, dueAt) => {
  expect(retryAt(attempt, { now: 100_000, firstFailureAt: 60_000 }, schedule, 1)).toBe(dueAt);
});

test("ids of groups are told from numbers", () => {
  expect(["01JHFFHQ0P99JPPNQPJDV7JTBP", "aBcDeFgHiJkL"].every(isGroupId)).toBe(true);
  expect(["4915112345678", "+4915112345678", "12345"].some(isGroupId)).toBe(false);
});

test("a bucket refills evenly and holds no more than its room", () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const rate = new RequestRate(
    () => 10,
    () => 3,
  );
  expect([rate.take(), rate.take(), rate.take(), rate.take()]).toEqual([true, true, true, false]);
  vi.advanceTimersByTime(100);
  expect([rate.take(), rate.take()]).toEqual([true, false]);
  vi.advanceTimersByTime(60_000);
  expect([rate.take(), rate.take(), rate.take(), rate.take()]).toEqual([true, true, true, false]);
  vi.useRealTimers();
});

test("tokens are JWTs with an expiry, known until then", () => {
  const tokens = new Tokens(() => 3_599);
  const { token, seconds } = tokens.issue("key");
  const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
  expect(seconds).toBe(3_599);
  expect(claims.exp - claims.iat).toBe(3_599);
  expect(tokens.stateOf(token)).toBe("valid");
  expect(tokens.stateOf(`${token}x`)).toBe("unknown");
  tokens.expireAll();
  expect(tokens.stateOf(token)).toBe("expired");
});

test("faults are used up one by one, in the order they were asked for", () => {
  const faults = new Faults();
  expect(faults.add({ kind: "status", status: 500, times: 2 })).toBeNull();
  expect(faults.add({ kind: "refuse", on: "read" })).toBeNull();
  expect(faults.takeForRequest("token")).toBeNull();
  expect(faults.takeForRequest("read")).toMatchObject({ kind: "refuse" });
  expect([faults.takeForRequest("send"), faults.takeForRequest("send"), faults.takeForRequest("send")]).toMatchObject([
    { kind: "status" },
    { kind: "status" },
    null,
  ]);
  for (const spec of [{}, { kind: "status", status: 99 }, { kind: "delay" }, { kind: "refuse", on: "moon" }]) {
    expect(faults.add(spec)).toBeTypeOf("string");
  }
});

test("shares name known fates and fit into a whole", () => {
  expect(problemOfShares({ "150": 0.5, silent: 0.5 })).toBeNull();
  for (const shares of [{ "400": 0.1 }, { "777": 0.1 }, { constructor: 0.1 }, { "150": 0.6, stop: 0.6 }]) {
    expect(problemOfShares(shares as unknown as Record<string, number>)).toBeTypeOf("string");
  }
});
