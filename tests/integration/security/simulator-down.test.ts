import { expect, test } from "vitest";
import { expandCampaign } from "@/lib/sending/expand/expand";
import { dispatchCampaign } from "@/lib/sending/lane/dispatch";
import { startSimulator } from "@/lib/simulator";
import { createTestDatabase } from "../../support/database.ts";
import { addLaunchedCampaign, addSubscribers, eventually, ledgers, startRig } from "../../support/rig.ts";

const database = await createTestDatabase();
const rig = await startRig({ callbacks: false, messagesPerSecond: 1_000, enginePerSecond: 1_000 });
const never = new AbortController().signal;

test("Sinch goes away in the middle of a campaign and comes back: everybody is texted once, nobody is lost", async () => {
  const phones = Array.from({ length: 2_000 }, (_, index) => `+1208${2_000_000 + index}`);
  await addSubscribers(
    database,
    phones.map((phone) => ({ phone })),
  );
  const campaignId = await addLaunchedCampaign(database, "Doors open at 5");
  await expandCampaign(campaignId, 100, never);
  const lanes = Promise.all([0, 1].map(() => dispatchCampaign(campaignId, rig.engine, never)));
  await eventually(
    () => rig.accepted(),
    (accepted) => accepted.length >= 500,
  );

  const port = Number(new URL(rig.simulator.url).port);
  const before = await rig.accepted();
  await rig.simulator.close();
  await eventually(
    () => database.query("SELECT FROM batch WHERE state = 'ready' AND attempts > 0"),
    ({ rowCount }) => rowCount !== 0,
  );
  const status = await database.query("SELECT status, halt FROM campaign WHERE id = $1", [campaignId]);
  expect(status.rows).toEqual([{ status: "sending", halt: null }]);

  const again = await startSimulator({ port, callbacks: false, messagesPerSecond: 100_000 });
  await lanes;
  const after = await rig.accepted();
  const recipients = [...before, ...after].map(({ recipient }) => recipient);
  await again.close();
  const { counted, grouped } = await ledgers(database, campaignId);
  expect(counted).toEqual(grouped);
  // What was accepted between the last look and the end is known to the ledger alone, and never texted again.
  expect(new Set(recipients).size).toBe(recipients.length);
  expect(counted.reduce((sum, row) => sum + row.messages, 0)).toBe(phones.length);
  expect(counted.filter((row) => row.status === 0)).toEqual([]);
  const unclear = counted.find((row) => row.status === 5)?.messages ?? 0;
  expect(recipients.length + unclear).toBeGreaterThan(phones.length - 300);
}, 60_000);
