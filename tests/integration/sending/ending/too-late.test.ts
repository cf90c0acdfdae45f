import { beforeEach, expect, test } from "vitest";
import { messageStatus, skipReason } from "@/lib/messages/rules";
import { skipTooLate, tooLateCampaigns } from "@/lib/sending/ending/too-late";
import type { Engine } from "@/lib/sending/engine/engine";
import { dispatchCampaign } from "@/lib/sending/lane/dispatch";
import { sweepSending } from "@/lib/sending/sweep";
import { createTestDatabase } from "../../../support/database.ts";
import { putStatus } from "../../../support/put-status.ts";
import { ledgers, startRig } from "../../../support/rig.ts";
import { never, night, phonesOf, placesRig } from "../places-rig.ts";

/** After a campaign's last moment. */

const database = await createTestDatabase();
const rig = await startRig({ callbacks: false });
const { reset, addPeople, launch, dispatchAt, engineAt, texted, batches, statusOf } = placesRig(database, rig);

beforeEach(reset);

async function expectBalance(campaignId: number): Promise<void> {
  const { counted, grouped, unlisted } = await ledgers(database, campaignId);
  expect(counted).toEqual(grouped);
  expect(unlisted).toBe(0);
}

test("nothing leaves; the rest is skipped with its reason, and the campaign is sent", async () => {
  const people = await addPeople("berlin", "newYork", "losAngeles");
  const campaignId = await launch(night);
  await dispatchAt(campaignId, night);
  await database.query("UPDATE campaign SET expires_at = now() + interval '5 seconds'");
  await dispatchAt(campaignId, new Date("2032-11-23T18:00:00Z"));
  expect(await texted()).toEqual(phonesOf(people.slice(0, 1)));
  expect(await tooLateCampaigns()).toEqual([campaignId]);
  await skipTooLate(campaignId, never);
  expect(await statusOf(campaignId)).toBe("sent");
  const { rows } = await database.query("SELECT status, code FROM message ORDER BY subscriber_id");
  expect(rows).toEqual([
    { status: messageStatus.sent, code: 0 },
    { status: messageStatus.skipped, code: skipReason.too_late },
    { status: messageStatus.skipped, code: skipReason.too_late },
  ]);
  await expectBalance(campaignId);
  expect(await tooLateCampaigns()).toEqual([]);
});

test("the sweep wakes the lanes when a wave is due, and not for one that waits", async () => {
  await addPeople("newYork", "losAngeles");
  const campaignId = await launch(night);
  const lanes = async () => {
    const jobs = await database.query(
      "SELECT count(*)::int AS lanes FROM pgboss.job WHERE name = 'campaign.dispatch' AND (data ->> 'campaignId')::int = $1",
      [campaignId],
    );
    return jobs.rows[0]?.lanes;
  };
  await database.query("DELETE FROM pgboss.job");
  await sweepSending();
  expect(await lanes()).toBe(0);
  expect(await statusOf(campaignId)).toBe("sending");
  await database.query("UPDATE batch SET next_attempt_at = now() WHERE number = 1");
  await sweepSending();
  expect(await lanes()).toBeGreaterThan(0);
});

test.each(["sending", "paused"])("the sweep has it done while the campaign is %s", async (status) => {
  await addPeople("newYork");
  const campaignId = await launch(night);
  await database.query("UPDATE campaign SET expires_at = now(), status = $1", [status]);
  await database.query("DELETE FROM pgboss.job");
  await sweepSending();
  const jobs = await database.query("SELECT name FROM pgboss.job WHERE (data ->> 'campaignId')::int = $1", [
    campaignId,
  ]);
  expect(jobs.rows.map(({ name }) => name)).toContain("campaign.expire");
});

test("a paused campaign is over without anybody resuming it, and not while a call is under way", async () => {
  await addPeople("newYork", "losAngeles");
  const campaignId = await launch(night);
  await database.query("UPDATE batch SET state = 'sending', lease_until = now() + interval '1 day' WHERE number = 1");
  await putStatus(database, "paused");
  expect(await tooLateCampaigns()).toEqual([]);
  await skipTooLate(campaignId, never);
  expect(await statusOf(campaignId)).toBe("paused");
  expect(await batches()).toMatchObject([{ state: "sending" }, { state: "ready" }]);

  await database.query("UPDATE campaign SET expires_at = now()");
  await skipTooLate(campaignId, never);
  expect(await statusOf(campaignId)).toBe("paused");
  expect(await batches()).toMatchObject([{ state: "sending" }, { state: "canceled" }]);
  await expectBalance(campaignId);

  // Whoever skipped the last of them may have died before the end was written.
  await database.query("UPDATE batch SET state = 'accepted'");
  expect(await tooLateCampaigns()).toEqual([campaignId]);
  await skipTooLate(campaignId, never);
  expect(await statusOf(campaignId)).toBe("sent");
  expect(await tooLateCampaigns()).toEqual([]);
});

test("Sinch is told when it is sooner than it would give up by itself", async () => {
  await addPeople("berlin");
  const campaignId = await launch(night);
  const expiresAt = new Date(Date.now() + 3_600_000);
  await database.query("UPDATE campaign SET expires_at = $1", [expiresAt]);
  await database.query("UPDATE batch SET next_attempt_at = now()");
  const asked: (Date | undefined)[] = [];
  const { transport } = rig.engine;
  const listening: Engine = {
    ...engineAt(new Date()),
    hasQuietHours: false,
    transport: {
      ...transport,
      capabilities: transport.capabilities,
      sendBatch: (batch, signal) => {
        asked.push(batch.expireAt);
        return transport.sendBatch(batch, signal);
      },
    },
  };
  await dispatchCampaign(campaignId, listening, never);
  expect(asked).toEqual([expiresAt]);
  expect(await texted()).toHaveLength(1);
});
