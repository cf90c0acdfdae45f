import { beforeEach, describe, expect, test } from "vitest";
import { inTransaction } from "@/lib/db/transaction";
import { createDirectMessage } from "@/lib/messages/direct";
import { compose } from "@/lib/sending/batch/compose";
import { readRecipients } from "@/lib/sending/batch/recipients";
import { sendDirectMessage } from "@/lib/sending/direct";
import { expandCampaign } from "@/lib/sending/expand/expand";
import { beginAttempt } from "@/lib/sending/lane/attempt";
import { type Claim, claimBatch } from "@/lib/sending/lane/claim";
import { dispatchCampaign } from "@/lib/sending/lane/dispatch";
import { pausedForMs, reportOutcomes } from "@/lib/sending/rate/breaker";
import { paceOf, reserveDirect } from "@/lib/sending/rate/pace";
import { createTestDatabase } from "../../../support/database.ts";
import { addLaunchedCampaign, addSubscribers, eventually, startRig } from "../../../support/rig.ts";

const database = await createTestDatabase();
const rig = await startRig({ callbacks: false });
const { plan } = rig.engine;
const never = new AbortController().signal;

beforeEach(async () => {
  await database.query(
    `TRUNCATE subscriber, campaign, campaign_counter, message, message_exception, batch, batch_attempt, direct_message,
              activity_counter, plan_limiter RESTART IDENTITY CASCADE`,
  );
  await rig.control("reset", {});
  await rig.control("settings", { callbacks: false });
});

/** A campaign of so many batches of one. */
async function launch(batches: number): Promise<number> {
  const people = Array.from({ length: batches }, (_, index) => ({ phone: `+1${2_012_000_000 + index}` }));
  await addSubscribers(database, people);
  const campaignId = await addLaunchedCampaign(database, "Doors open at 5");
  await expandCampaign(campaignId, 1, never);
  return campaignId;
}

async function claim(campaignId: number): Promise<Claim> {
  const claimed = await claimBatch(campaignId, plan);
  if (!claimed) throw new Error("nothing to claim");
  return claimed;
}

function addDirect(): Promise<number> {
  const message = { kind: "test", phone: "+12012000001", body: "Hi", campaignId: null, createdById: null } as const;
  return inTransaction((tx) => createDirectMessage(tx, message));
}

/** Told to stop right after its place was reserved: it is asked before, and then no more. */
function stoppedAtItsTurn(): AbortSignal {
  const stop = new AbortController();
  let asked = 0;
  Object.defineProperty(stop.signal, "aborted", { get: () => ++asked > 1 });
  return stop.signal;
}

async function limiter() {
  const { rows } = await database.query<{ share: number; strikes: number }>("SELECT share, strikes FROM plan_limiter");
  return rows[0];
}

/** As if it had been so many seconds earlier. */
async function ago(column: "lowered_at" | "broken_until", seconds: number): Promise<void> {
  await database.query(`UPDATE plan_limiter SET ${column} = ${column} - $1::float8`, [seconds]);
}

const throttled = (retryAfterMs: number) => reportOutcomes([{ kind: "throttled", retryAfterMs }], plan, 0);

describe("a 429", () => {
  /** So slow that what a slot takes can be seen; what comes out is a part of that rate. */
  const slow = { ...plan, messagesPerSecond: 10 };
  const slots = async (campaignId: number) => {
    const first = await claimBatch(campaignId, slow);
    const second = await claimBatch(campaignId, slow);
    return 1 / (((second?.slot.at ?? 0) - (first?.slot.at ?? 0)) * paceOf(slow));
  };

  test("halves the rate, once however many got one at that moment, and it grows back by itself", async () => {
    const campaignId = await launch(12);
    expect(await slots(campaignId)).toBeCloseTo(1, 2);
    await Promise.all(Array.from({ length: 5 }, () => throttled(0)));
    expect((await limiter())?.share).toBe(0.5);
    expect(await slots(campaignId)).toBeCloseTo(0.5, 1);
    await ago("lowered_at", 4);
    expect(await slots(campaignId)).toBeCloseTo(0.7, 1);
    await ago("lowered_at", 20);
    expect(await slots(campaignId)).toBeCloseTo(1, 2);
  });

  test("after another halves it again, down to a twentieth", async () => {
    const campaignId = await launch(2);
    await claim(campaignId);
    for (let time = 0; time < 8; time++) {
      await throttled(0);
      await ago("lowered_at", 1.1);
    }
    expect((await limiter())?.share).toBeGreaterThanOrEqual(0.05);
    expect((await limiter())?.share).toBeLessThan(0.12);
  });

  test("with Retry-After: until it is over nobody calls, not even who had a slot", async () => {
    const campaignId = await launch(3);
    const before = await claim(campaignId);
    await throttled(60_000);
    expect(await claimBatch(campaignId, plan)).toBeNull();
    expect(await reserveDirect(plan, 1)).toBeNull();
    const composition = compose(before, await readRecipients(before));
    expect(await beginAttempt(before, composition, rig.engine)).toBeNull();
    expect(await pausedForMs(plan)).toBeGreaterThan(55_000);
    await ago("broken_until", 60);
    expect(await beginAttempt(before, composition, rig.engine)).not.toBeNull();
    expect(await claimBatch(campaignId, plan)).not.toBeNull();
  });
});

describe("calls of which nobody knows what became", () => {
  const unknown = (strikes = 0) => reportOutcomes([{ kind: "unknown", reason: "timeout" }], plan, strikes);
  const accepted = (strikes: number) => reportOutcomes([{ kind: "accepted", providerId: "P" }], plan, strikes);

  async function attempts(): Promise<number> {
    return (await database.query("SELECT 1 FROM batch_attempt")).rowCount ?? 0;
  }

  test("three in a row stop all of them: the rest of the campaign waits unsent", async () => {
    const campaignId = await launch(6);
    await rig.control("faults", { kind: "status", status: 503, times: 100 });
    const stop = new AbortController();
    const lane = dispatchCampaign(campaignId, rig.engine, stop.signal);
    await eventually(limiter, (seen) => seen?.strikes === 3);
    expect(await pausedForMs(plan)).toBeGreaterThan(3_000);
    expect(await claimBatch(campaignId, plan)).toBeNull();
    stop.abort();
    await lane;
    expect(await attempts()).toBe(3);
    const { rows } = await database.query("SELECT state, count(*)::int FROM batch GROUP BY state ORDER BY state");
    expect(rows).toEqual([
      { state: "ready", count: 3 },
      { state: "unclear", count: 3 },
    ]);
  });

  test("when the pause is over one of many tries; the others follow only when Sinch answers it", async () => {
    const campaignId = await launch(12);
    await claim(campaignId);
    for (let time = 0; time < 3; time++) await unknown();
    await ago("broken_until", 5);
    const claims = await Promise.all(Array.from({ length: 8 }, () => claimBatch(campaignId, plan)));
    const [probe, ...others] = claims.filter((claimed) => claimed !== null);
    expect([probe?.strikes, others.length]).toEqual([3, 0]);
    expect(await reserveDirect(plan, 1)).toBeNull();

    await accepted(probe?.strikes ?? 0);
    expect((await limiter())?.strikes).toBe(0);
    expect((await claim(campaignId)).strikes).toBe(0);
  });

  test("while it goes on the pauses grow, up to a minute; calls that had been under way change nothing", async () => {
    const campaignId = await launch(12);
    await claim(campaignId);
    const pauses: number[] = [];
    for (let strikes = 0; strikes < 9; strikes++) {
      await unknown(strikes);
      pauses.push(Math.round((await pausedForMs(plan)) / 1_000));
      await unknown(Math.min(strikes, 2));
      if (strikes < 2) await database.query("UPDATE plan_limiter SET strikes = strikes - 1");
      await database.query("UPDATE plan_limiter SET broken_until = 0");
    }
    expect(pauses).toEqual([0, 0, 5, 10, 20, 40, 60, 60, 60]);
  });

  test("are not in a row when one in between was answered", async () => {
    const campaignId = await launch(6);
    for (const _ of [1, 2, 3]) {
      await rig.control("faults", { kind: "status", status: 503, times: 1 });
      const { number } = await claim(campaignId);
      await database.query("UPDATE batch SET state = 'ready' WHERE number = $1", [number]);
      await unknown();
      await accepted((await claim(campaignId)).strikes);
    }
    expect((await limiter())?.strikes).toBe(0);
  });

  test("of direct messages count as well, and those wait, too", async () => {
    await rig.control("faults", { kind: "status_after_accept", status: 503, times: 3 });
    for (let time = 0; time < 3; time++) await sendDirectMessage(await addDirect(), rig.engine, never);
    expect((await limiter())?.strikes).toBe(3);
    const fourth = await addDirect();
    const stop = new AbortController();
    const waiting = sendDirectMessage(fourth, rig.engine, stop.signal);
    expect(await reserveDirect(plan, 1)).toBeNull();
    stop.abort();
    await waiting;
    expect((await rig.accepted()).length).toBe(3);
    await ago("broken_until", 60);
    await sendDirectMessage(fourth, rig.engine, never);
    expect([(await rig.accepted()).length, (await limiter())?.strikes]).toEqual([4, 0]);
  });

  test("one that was to try for all and is told to stop lets another one try", async () => {
    await claim(await launch(2));
    for (let time = 0; time < 3; time++) await unknown();
    await ago("broken_until", 60);
    await sendDirectMessage(await addDirect(), rig.engine, stoppedAtItsTurn());
    expect(await pausedForMs(plan)).toBe(0);
    expect((await rig.accepted()).length).toBe(0);
  });
});
