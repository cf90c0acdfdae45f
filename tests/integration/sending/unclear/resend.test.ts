import { describe, expect, test } from "vitest";
import { readMetrics } from "@/lib/health/metrics";
import { applyCallbacks } from "@/lib/webhooks/apply";
import { eventually } from "../../../support/rig.ts";
import {
  answerLost,
  database,
  did,
  expectBalance,
  expectOnce,
  is,
  lag,
  notTaken,
  phones,
  see,
  sendInto,
  short,
  sms,
  stays,
  texted,
  workUntil,
} from "./unclear-batch.ts";

/** Long enough for a listing that comes late, though within it. */
const long = { ...short, holdMs: 4_000 };

describe("held, and taken back if need be", () => {
  test("the answer was lost and Sinch lists it late: adopted, nobody twice, no second call", async () => {
    const campaignId = await sendInto([answerLost, lag(2_000)]);
    const sentAt = performance.now();
    const patient = { ...short, lookAfterMs: [20, 10_000] };
    const first = await workUntil(did("not_found"), sms, patient);
    expect(first.statuses).toEqual([5, 5, 5, 5]);
    await eventually(
      async () => performance.now(),
      (time) => time > sentAt + 2_000,
    );
    await database.query("UPDATE batch SET next_attempt_at = clock_timestamp()");
    const seen = await workUntil(is("accepted"), sms, patient);
    expect(seen.statuses).toEqual([10, 10, 10, 10]);
    expect(seen.kinds).toEqual(["unknown", "not_found", "found"]);
    await expectOnce(phones);
    expect((await sms.accepted()).length).toBe(4);
    await expectBalance(campaignId);
  });

  test("Sinch really had not taken it: held, released, everybody once, with their parts", async () => {
    const campaignId = await sendInto([notTaken]);
    await workUntil(is("holding"));
    expect(await texted()).toEqual([]);
    const seen = await workUntil(is("accepted"));
    expect(seen.statuses).toEqual([10, 10, 10, 10]);
    expect(seen.kinds.slice(-2)).toEqual(["held", "released"]);
    await expectOnce(phones);
    await expectBalance(campaignId);
    const { rows } = await database.query(
      "SELECT number, outcome, send_at IS NOT NULL AS held FROM batch_attempt ORDER BY number",
    );
    expect(rows).toEqual([
      { number: 1, outcome: "unknown", held: false },
      { number: 2, outcome: "accepted", held: true },
    ]);
  });

  test("the first one surfaces while the second is held: the second is taken back, everybody once", async () => {
    const campaignId = await sendInto([answerLost, lag(2_500)]);
    const seen = await workUntil(is("accepted"), sms, long);
    expect(seen.kinds.slice(-3)).toEqual(["held", "found", "withdrawn"]);
    expect(seen.statuses).toEqual([10, 10, 10, 10]);
    await expectOnce(phones);
    await stays(is("accepted"), short.holdMs);
    expect(await texted()).toEqual(phones);
    await expectBalance(campaignId);
  });

  test("a delivery report of the first one is equal proof", async () => {
    await sendInto([answerLost, lag(60_000), { kind: "late_callbacks", ms: 2_500, times: 4 }], sms, true);
    await workUntil(did("withdrawn"), sms, long);
    const seen = await workUntil((now) => now.statuses.every((status) => status === 30));
    expect(seen.state).toBe("accepted");
    expect(seen.kinds).not.toContain("duplicate");
    await expectOnce(phones);
  });

  test("listed later than patience and hold together: said to be a duplicate, on the page and in the metrics", async () => {
    await sendInto([answerLost, lag(60_000), { kind: "late_callbacks", ms: 3_000, times: 4 }], sms, true);
    await workUntil(is("accepted"));
    const seen = await workUntil(did("duplicate"));
    expect(seen.kinds.slice(-3)).toEqual(["released", "found", "duplicate"]);
    expect((await texted()).length).toBe(8);
    expect(await readMetrics()).toContain("\ntidings_duplicate_batches_total 1\n");
  });

  test("a worker died while it took the held one back, and both left: said to be a duplicate", async () => {
    await sendInto([answerLost, lag(1_000)]);
    await workUntil(is("holding"));
    // What the rows are right after the intent to take it back; Sinch never heard of it.
    await database.query("UPDATE batch_attempt SET withdrawing_at = clock_timestamp() WHERE number = 2");
    await eventually(texted, (seen) => seen.length === 8);
    const seen = await workUntil(is("accepted"));
    expect(seen.statuses).toEqual([10, 10, 10, 10]);
    expect(seen.kinds).toContain("duplicate");
  });

  test("a refusal to take it back is tried again until it works", async () => {
    await sendInto([answerLost, lag(2_500)]);
    await workUntil(is("holding"), sms, long);
    await sms.control("faults", { kind: "status", status: 503, times: 2, on: "any" });
    const seen = await workUntil(is("accepted"), sms, long);
    expect(seen.kinds).toContain("withdrawn");
    await expectOnce(phones);
  });

  test("the answer to the held call is lost too: found by its own reference, released once", async () => {
    await sendInto([notTaken]);
    await sms.control("faults", answerLost);
    const seen = await workUntil(is("accepted"));
    expect(seen.kinds).toEqual(expect.arrayContaining(["unknown", "found", "released"]));
    await expectOnce(phones);
    expect((await sms.accepted()).length).toBe(4);
  });

  test("a worker that died after the intent, before or after the call: looked up like the others", async () => {
    await sendInto([notTaken]);
    await workUntil(is("holding"));
    // What the rows are right after the intent; Sinch has the call.
    await database.query(
      `UPDATE batch_attempt SET outcome = NULL, provider_batch_id = NULL, finished_at = NULL WHERE number = 2`,
    );
    await database.query("UPDATE batch SET state = 'unclear', next_attempt_at = clock_timestamp()");
    const seen = await workUntil(is("accepted"));
    expect(seen.kinds.slice(-2)).toEqual(["found", "released"]);
    await expectOnce(phones);
    expect((await sms.accepted()).length).toBe(4);
  });

  test("who opts out while it is held gets nothing: taken back, held anew without them", async () => {
    const campaignId = await sendInto([notTaken]);
    await workUntil(is("holding"));
    await database.query("INSERT INTO suppression (phone, source) VALUES ($1, 'keyword')", [phones[1]]);
    const seen = await workUntil(did("nobody_left"));
    expect(seen.state).toBe("unclear");
    expect(seen.kinds.filter((kind) => kind === "held")).toHaveLength(2);
    expect(seen.statuses).toEqual([10, 5, 10, 10]);
    await expectOnce(phones.filter((phone) => phone !== phones[1]));
    await expectBalance(campaignId);
  });

  test("reports faster than the next look: who was not in the held try is unclear, and nothing is held any more", async () => {
    await sendInto([notTaken], sms, true);
    await database.query("INSERT INTO suppression (phone, source) VALUES ($1, 'keyword')", [phones[1]]);
    await workUntil(is("holding"));
    await eventually(
      async () => {
        await applyCallbacks();
        return (await see()).statuses;
      },
      (statuses) => statuses.filter((status) => status === 30).length === 3,
    );
    const seen = await workUntil(did("nobody_left"));
    expect([seen.state, ...seen.statuses]).toEqual(["unclear", 30, 5, 30, 30]);
  });

  test("everybody opted out: nothing is sent again, and it says so once", async () => {
    await sendInto([notTaken]);
    await database.query("INSERT INTO suppression (phone, source) SELECT phone, 'keyword' FROM subscriber");
    await workUntil(did("nobody_left"));
    await stays((seen) => seen.state === "unclear" && seen.kinds.filter((kind) => kind === "nobody_left").length === 1);
    expect(await texted()).toEqual([]);
  });
});
