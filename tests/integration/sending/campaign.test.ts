import { expect, test } from "vitest";
import { messageStatus } from "@/lib/messages/rules";
import { expandCampaign } from "@/lib/sending/expand/expand";
import { dispatchCampaign } from "@/lib/sending/lane/dispatch";
import { applyCallbacks } from "@/lib/webhooks/apply";
import { createTestDatabase } from "../../support/database.ts";
import { addLaunchedCampaign, addSubscribers, eventually, ledgers, startRig } from "../../support/rig.ts";

const database = await createTestDatabase();
const rig = await startRig();
const never = new AbortController().signal;

/** `CAMPAIGN_SIZE=100000` proves the same for more. */
const size = Number(process.env.CAMPAIGN_SIZE ?? 10_000);

test("thousands of people: the simulator's ground truth equals the ledger, every eligible number once", async () => {
  const numbers = Array.from({ length: size }, (_, index) => `+1201${String(2_000_000 + index)}`);
  await addSubscribers(
    database,
    numbers.map((phone, index) => ({
      phone,
      firstName: index % 3 ? `Name${index}` : "",
      hasConsent: index % 50 !== 0,
    })),
  );
  await database.query(
    `INSERT INTO suppression (phone, source) SELECT phone, 'admin' FROM subscriber WHERE id % 40 = 1`,
  );
  const campaignId = await addLaunchedCampaign(
    database,
    "Hi {{first_name|there}}, doors open at 5.\nReply STOP to opt out",
  );

  await expandCampaign(campaignId, 1_000, never);
  await Promise.all([0, 1, 2, 3].map(() => dispatchCampaign(campaignId, rig.engine, never)));

  const eligible = await database.query<{ phone: string; firstName: string }>(
    `SELECT s.phone, s.first_name AS "firstName" FROM subscriber s
      WHERE consented_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM suppression x WHERE x.phone = s.phone) ORDER BY phone`,
  );
  const accepted = (await rig.accepted()).sort((left, right) => left.recipient.localeCompare(right.recipient));
  expect(accepted.map((message) => message.recipient)).toEqual(eligible.rows.map((row) => row.phone));
  expect(accepted.map((message) => message.body)).toEqual(
    eligible.rows.map((row) => `Hi ${row.firstName || "there"}, doors open at 5.\nReply STOP to opt out`),
  );

  const settled = await eventually(
    async () => {
      await applyCallbacks();
      return ledgers(database, campaignId);
    },
    ({ counted }) => !counted.some((row) => row.status < messageStatus.delivered),
    200_000,
  );
  expect(settled.counted).toEqual(settled.grouped);
  expect(settled.unlisted).toBe(0);
  const total = settled.counted.reduce((sum, row) => sum + row.messages, 0);
  const skipped = settled.counted.filter((row) => row.status === messageStatus.skipped);
  expect(total).toBe(size);
  expect(total - skipped.reduce((sum, row) => sum + row.messages, 0)).toBe(eligible.rows.length);
  const { rows } = await database.query("SELECT status, audience_count FROM campaign WHERE id = $1", [campaignId]);
  expect(rows).toEqual([{ status: "sent", audience_count: size }]);
}, 300_000);
