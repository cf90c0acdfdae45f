import { beforeEach, expect } from "vitest";
import type { Engine } from "@/lib/sending/engine/engine";
import { expandCampaign } from "@/lib/sending/expand/expand";
import { dispatchCampaign } from "@/lib/sending/lane/dispatch";
import { reconcileUnclear } from "@/lib/sending/unclear/reconcile";
import { applyCallbacks } from "@/lib/webhooks/apply";
import { createTestDatabase } from "../../../support/database.ts";
import { addLaunchedCampaign, addSubscribers, eventually, ledgers, type Rig, startRig } from "../../../support/rig.ts";

/** A batch of four people of which nobody knows whether Sinch took it, and the worker's rounds about it. */
export const database = await createTestDatabase();
export const sms = await startRig();
export const conversation = await startRig({ api: "conversation" });
const never = new AbortController().signal;
export const phones = ["+12012000001", "+12012000002", "+12012000003", "+12012000004"];

/** Everything in proportion, and short. */
export const short = { lookAfterMs: [50, 100, 150, 200], holdMs: 1_500, checkMs: 600, lastChanceMs: 250, skewMs: 50 };

beforeEach(async () => {
  await database.query(
    `TRUNCATE subscriber, suppression, campaign, campaign_counter, campaign_reply, message, message_exception, batch,
              batch_attempt, activity_counter, webhook_event, inbound_message, setting RESTART IDENTITY CASCADE`,
  );
  await database.query("DELETE FROM batch_event");
  await database.query("UPDATE sending_control SET stopped_at = NULL, locked_at = NULL");
  for (const rig of [sms, conversation]) {
    await rig.control("reset", {});
    await rig.control("settings", { callbacks: true });
  }
});

type Fault = Record<string, unknown>;
export const notTaken: Fault = { kind: "status", status: 500, times: 1 };
export const answerLost: Fault = { kind: "status_after_accept", status: 500, times: 1 };
export const lag = (ms: number): Fault => ({ kind: "listing_lag", ms, times: 1 });

export async function sendInto(faults: Fault[], rig: Rig = sms, hasReports = false): Promise<number> {
  await rig.control("settings", { callbacks: hasReports });
  for (const fault of faults) await rig.control("faults", fault);
  await addSubscribers(
    database,
    phones.map((phone) => ({ phone, firstName: "Ann" })),
  );
  const campaignId = await addLaunchedCampaign(database, "Doors open at 5, {{first_name|you}}");
  await expandCampaign(campaignId, 10, never);
  await dispatchCampaign(campaignId, rig.engine, never);
  return campaignId;
}

export type Seen = { state: string; decision: string; statuses: number[]; kinds: string[] };

export async function see(): Promise<Seen> {
  const batch = await database.query<{ state: string; decision: string }>("SELECT state, decision FROM batch");
  const messages = await database.query<{ status: number }>("SELECT status FROM message ORDER BY seq");
  const events = await database.query<{ kind: string }>("SELECT kind FROM batch_event ORDER BY id");
  return {
    state: batch.rows[0]?.state ?? "",
    decision: batch.rows[0]?.decision ?? "",
    statuses: messages.rows.map((row) => row.status),
    kinds: events.rows.map((row) => row.kind),
  };
}

/** Rounds of the worker's loop until it is so. */
export function workUntil(check: (seen: Seen) => boolean, rig: Rig = sms, timings = short): Promise<Seen> {
  const engine: Engine = { ...rig.engine, timings };
  return eventually(
    async () => {
      await applyCallbacks();
      await reconcileUnclear(engine, never);
      return see();
    },
    check,
    10_000,
  );
}

export const is = (state: string) => (seen: Seen) => seen.state === state;
export const did = (kind: string) => (seen: Seen) => seen.kinds.includes(kind);

/** Who was really texted, once the simulator is done: sorted, twice who got it twice. */
export async function texted(rig: Rig = sms): Promise<string[]> {
  return (await rig.accepted())
    .filter((message) => message.dispatched_at)
    .map((message) => message.recipient)
    .sort();
}

export async function expectOnce(people: string[], rig: Rig = sms): Promise<void> {
  await eventually(
    () => texted(rig),
    (seen) => seen.length >= people.length,
  );
  expect(await texted(rig)).toEqual(people);
}

export async function expectBalance(campaignId: number): Promise<void> {
  const { counted, grouped, unlisted } = await ledgers(database, campaignId);
  expect(counted).toEqual(grouped);
  expect(unlisted).toBe(0);
}

/** Well beyond the patience after which a try would be held, or for longer. */
export async function stays(check: (seen: Seen) => boolean, ms = 800): Promise<void> {
  const until = performance.now() + ms;
  await workUntil((seen) => {
    expect(check(seen)).toBe(true);
    return performance.now() > until;
  });
}
