import { expect, test } from "vitest";
import { inTransaction } from "@/lib/db/transaction";
import { createDirectMessage } from "@/lib/messages/direct";
import { sendDirectMessage } from "@/lib/sending/direct";
import { dispatchCampaign } from "@/lib/sending/dispatch";
import type { Engine } from "@/lib/sending/engine";
import { expandCampaign } from "@/lib/sending/expand";
import { fullestSecond } from "@/lib/sending/rules";
import { batchSizeOf } from "@/lib/sending/weight";
import { createTestDatabase } from "../../support/database.ts";
import { addLaunchedCampaign, addSubscribers, eventually, startRig } from "../../support/rig.ts";

/** Several seconds of real time at a real rate, as the simulator saw them. `npm run bench -- rate` does it for a minute. */

const database = await createTestDatabase();
const rig = await startRig({ callbacks: false });
const perSecond = 300;
const engine: Engine = { ...rig.engine, plan: { id: "parts", messagesPerSecond: perSecond, counts: "parts" } };
/** Three parts with the line that says how to opt out. */
const body = "Doors open at five. ".repeat(18);
const parts = 3;

type Accepted = { at: number; recipient: string };

async function accepted(): Promise<Accepted[]> {
  const response = await fetch(`${rig.simulator.url}/_sim/messages?format=compact`);
  const { columns, rows } = (await response.json()) as { columns: string[]; rows: unknown[][] };
  const [at, recipient] = [columns.indexOf("accepted_at"), columns.indexOf("recipient")];
  return rows
    .map((row) => ({ at: Date.parse(String(row[at])), recipient: String(row[recipient]) }))
    .sort((one, other) => one.at - other.at);
}

test("a plan that counts parts is kept to in parts, from the first second on, and a direct message overtakes", async () => {
  await rig.control("settings", { callbacks: false });
  const people = Array.from({ length: 600 }, (_, index) => ({ phone: `+1${2_012_000_000 + index}` }));
  await addSubscribers(database, people);
  const campaignId = await addLaunchedCampaign(database, body);
  await expandCampaign(campaignId, await batchSizeOf(campaignId, engine), new AbortController().signal);
  const stop = new AbortController();
  const lanes = Promise.all([0, 1, 2, 3].map((lane) => dispatchCampaign(campaignId, engine, stop.signal, lane)));

  await eventually(accepted, (seen) => seen.length >= 100);
  const direct = { kind: "test", phone: "+12015550199", body: "Hi", campaignId: null, createdById: null } as const;
  const id = await inTransaction((tx) => createDirectMessage(tx, direct));
  const askedAt = performance.now();
  await sendDirectMessage(id, engine, stop.signal);
  expect(performance.now() - askedAt).toBeLessThan(1_000);

  const seen = await eventually(accepted, (all) => all.length >= 350);
  stop.abort();
  await lanes;
  const stored = await database.query("SELECT DISTINCT parts FROM message WHERE status = 10");
  expect(stored.rows).toEqual([{ parts }]);

  const weights = seen.map(({ at, recipient }) => ({ at, weight: recipient.endsWith("2015550199") ? 1 : parts }));
  const first = weights[0]?.at ?? 0;
  const later = weights.filter(({ at }) => at > first);
  const rate = (later.reduce((sum, { weight }) => sum + weight, 0) * 1_000) / ((later.at(-1)?.at ?? 0) - first);
  expect(rate).toBeLessThanOrEqual(perSecond);
  expect(rate).toBeGreaterThan(perSecond * 0.5);
  // What is accepted a few milliseconds apart had left a second apart.
  const fullest = Math.max(
    ...weights.map(({ at }) =>
      weights.reduce((sum, other) => (other.at > at - 990 && other.at <= at ? sum + other.weight : sum), 0),
    ),
  );
  expect(fullest).toBeLessThanOrEqual(perSecond * fullestSecond);
}, 30_000);
