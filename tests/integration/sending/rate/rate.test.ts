import { expect, test } from "vitest";
import { inTransaction } from "@/lib/db/transaction";
import { createDirectMessage } from "@/lib/messages/direct";
import { batchSizeOf } from "@/lib/sending/batch/weight";
import { sendDirectMessage } from "@/lib/sending/direct";
import type { Engine } from "@/lib/sending/engine/engine";
import { expandCampaign } from "@/lib/sending/expand/expand";
import { dispatchCampaign } from "@/lib/sending/lane/dispatch";
import { fullestSecond } from "@/lib/sending/rules";
import { createTestDatabase } from "../../../support/database.ts";
import { addLaunchedCampaign, addSubscribers, eventually, startRig } from "../../../support/rig.ts";

/** Several seconds of real time at a real rate. `npm run bench -- rate` measures a minute of it where it is accepted. */

const database = await createTestDatabase();
const rig = await startRig({ callbacks: false });
const perSecond = 300;
const parts = 3;
const directPhone = "+12015550199";
/** When each call left and what it weighed: on its way to the simulator a busy machine may hold up one more than another. */
const left: { at: number; weight: number }[] = [];
const engine: Engine = {
  ...rig.engine,
  plan: { id: "parts", messagesPerSecond: perSecond, counts: "parts" },
  transport: {
    ...rig.engine.transport,
    sendBatch: (batch, options) => {
      left.push({ at: performance.now(), weight: batch.to[0] === directPhone ? 1 : batch.to.length * parts });
      return rig.engine.transport.sendBatch(batch, options);
    },
  },
};
/** Three parts with the line that says how to opt out. */
const body = "Doors open at five. ".repeat(18);

test("a plan that counts parts is kept to in parts, from the first second on, and a direct message overtakes", async () => {
  await rig.control("settings", { callbacks: false });
  const people = Array.from({ length: 600 }, (_, index) => ({ phone: `+1${2_012_000_000 + index}` }));
  await addSubscribers(database, people);
  const campaignId = await addLaunchedCampaign(database, body);
  await expandCampaign(campaignId, await batchSizeOf(campaignId, engine), new AbortController().signal);
  const stop = new AbortController();
  const lanes = Promise.all([0, 1, 2, 3].map((lane) => dispatchCampaign(campaignId, engine, stop.signal, lane)));

  await eventually(rig.accepted, (seen) => seen.length >= 100);
  const direct = { kind: "test", phone: directPhone, body: "Hi", campaignId: null, createdById: null } as const;
  const id = await inTransaction((tx) => createDirectMessage(tx, direct));
  const askedAt = performance.now();
  await sendDirectMessage(id, engine, stop.signal);
  expect(performance.now() - askedAt).toBeLessThan(1_000);

  await eventually(rig.accepted, (seen) => seen.length >= 350);
  stop.abort();
  await lanes;
  const stored = await database.query("SELECT DISTINCT parts FROM message WHERE status = 10");
  expect(stored.rows).toEqual([{ parts }]);

  const first = left[0]?.at ?? 0;
  const later = left.slice(1);
  const rate = (later.reduce((sum, { weight }) => sum + weight, 0) * 1_000) / ((later.at(-1)?.at ?? 0) - first);
  expect(rate).toBeLessThanOrEqual(perSecond);
  expect(rate).toBeGreaterThan(perSecond * 0.5);
  const fullest = Math.max(
    ...left.map(({ at }) =>
      left.reduce((sum, other) => (other.at > at - 1_000 && other.at <= at ? sum + other.weight : sum), 0),
    ),
  );
  expect(fullest).toBeLessThanOrEqual(perSecond * fullestSecond);
}, 60_000);
