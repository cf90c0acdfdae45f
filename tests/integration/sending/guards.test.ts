import { describe, expect, test } from "vitest";
import { countAudience } from "@/lib/campaigns/audience";
import { cancelCampaign, pauseCampaign, releaseCanary, resumeCampaign } from "@/lib/campaigns/commands/control";
import { launchCampaign } from "@/lib/campaigns/commands/launch";
import { type Guards, guardsSchema } from "@/lib/campaigns/schema";
import { messageStatus } from "@/lib/messages/rules";
import { dispatchCampaign } from "@/lib/sending/dispatch";
import { expandCampaign } from "@/lib/sending/expand";
import { watchGuards } from "@/lib/sending/guards";
import { sweepSending } from "@/lib/sending/sweep";
import { applyCallbacks } from "@/lib/webhooks/apply";
import { createTestDatabase } from "../../support/database.ts";
import { addSubscribers, eventually, ledgers, startRig } from "../../support/rig.ts";
import { addCampaign, jobsOf, viewerAs, withTags } from "../campaigns/fixtures.ts";

const database = await createTestDatabase();
const rig = await startRig({ shares: {} });
const viewer = viewerAs("admin");
const never = new AbortController().signal;

let nextArea = 200;

/** One person per letter, in this order: `o` is reached, `f` fails, `s` answers STOP, `x` opted out before. */
async function addCrowd(letters: string): Promise<{ tagId: number; phones: string[] }> {
  const suffix = { o: "2100000", f: "2990402", s: "2991003", x: "2100000" };
  const phones = [...letters].map((letter) => `+1${nextArea++}${suffix[letter as keyof typeof suffix]}`);
  const ids = await addSubscribers(
    database,
    phones.map((phone) => ({ phone })),
  );
  const tag = await database.query<{ id: number }>(
    "INSERT INTO tag (name) VALUES (gen_random_uuid()::text) RETURNING id",
  );
  const tagId = tag.rows[0]?.id ?? 0;
  await database.query("INSERT INTO subscriber_tag (tag_id, subscriber_id) SELECT $1, unnest($2::int[])", [tagId, ids]);
  await database.query("INSERT INTO suppression (phone, source) SELECT unnest($1::text[]), 'admin'", [
    phones.filter((_, index) => letters[index] === "x"),
  ]);
  return { tagId, phones };
}

/** Sent to this crowd, everybody listed, nothing left yet. */
async function launch(letters: string, guards: Partial<Guards>, batchSize = 4) {
  const { tagId, phones } = await addCrowd(letters);
  const audience = withTags([tagId]);
  const campaignId = await addCampaign(database, { audience });
  await database.query("UPDATE campaign SET guards = $2 WHERE id = $1", [
    campaignId,
    JSON.stringify(guardsSchema.parse(guards)),
  ]);
  const { eligible } = await countAudience(audience);
  await launchCampaign(viewer, { campaignId, version: 1, confirmedEligible: eligible });
  await expandCampaign(campaignId, batchSize, never);
  return { campaignId, phones };
}

async function stateOf(campaignId: number) {
  const { rows } = await database.query<{
    status: string;
    reason: string;
    canary: string;
    people: number;
    batches: number;
    waitSeconds: number | null;
  }>(
    `SELECT status, paused_reason AS reason, canary_state AS canary, canary_people AS people, canary_batches AS batches,
            extract(epoch FROM canary_until - clock_timestamp())::int AS "waitSeconds"
       FROM campaign WHERE id = $1`,
    [campaignId],
  );
  return rows[0];
}

const dispatch = (campaignId: number) =>
  Promise.all([0, 1, 2].map(() => dispatchCampaign(campaignId, rig.engine, never)));

/** Who was really texted. */
async function textedOf(phones: readonly string[]): Promise<string[]> {
  const accepted = (await rig.accepted()).map((message) => message.recipient);
  return phones.filter((phone) => accepted.includes(phone));
}

/** Until every text that left has its final report. */
function reports(campaignId: number) {
  return eventually(
    async () => {
      await applyCallbacks();
      return (await ledgers(database, campaignId)).counted;
    },
    (counted) => !counted.some(({ status }) => [messageStatus.sent, messageStatus.dispatched].includes(status)),
  );
}

const endWait = (campaignId: number) =>
  database.query("UPDATE campaign SET canary_until = clock_timestamp() WHERE id = $1", [campaignId]);

const people = (amount: number, waitMinutes = 5): Guards["canary"] => ({
  size: { unit: "people", amount },
  waitMinutes,
});

describe("the canary", () => {
  test("the first N who may be texted go alone; the rest follows when the wait is over", async () => {
    const { campaignId, phones } = await launch("oxoooxoooooooo", { canary: people(6), maxFailedPercent: 5 });
    const eligible = phones.filter((_, index) => index !== 1 && index !== 5);
    expect(await stateOf(campaignId)).toMatchObject({ canary: "sending", people: 6, batches: 2 });
    await watchGuards();
    expect(await stateOf(campaignId)).toMatchObject({ canary: "sending" });

    await dispatch(campaignId);
    expect(await textedOf(phones)).toEqual(eligible.slice(0, 6));
    expect(await stateOf(campaignId)).toMatchObject({ status: "sending" });
    await watchGuards();
    const waiting = await stateOf(campaignId);
    expect(waiting).toMatchObject({ status: "sending", canary: "waiting" });
    expect(waiting?.waitSeconds).toBeGreaterThan(290);

    await database.query("DELETE FROM pgboss.job WHERE (data ->> 'campaignId')::int = $1", [campaignId]);
    await sweepSending();
    expect(await jobsOf(database, campaignId)).toEqual([]);
    await dispatch(campaignId);
    expect(await textedOf(phones)).toHaveLength(6);

    await reports(campaignId);
    await endWait(campaignId);
    await Promise.all([watchGuards(), watchGuards(), watchGuards()]);
    expect(await stateOf(campaignId)).toMatchObject({ status: "sending", canary: "passed" });
    expect(await jobsOf(database, campaignId)).toContain("campaign.dispatch");
    await dispatch(campaignId);
    expect(await textedOf(phones)).toEqual(eligible);
    expect(await stateOf(campaignId)).toMatchObject({ status: "sent" });
  });

  test("a share of the confirmed people is rounded up; several chunks of it end at the same person", async () => {
    const letters = "o".repeat(2_600);
    const guards = { canary: { size: { unit: "percent", amount: 85.5 }, waitMinutes: 5 } } as const;
    const { tagId } = await addLargeCrowd(letters.length);
    const campaignId = await addCampaign(database, { audience: withTags([tagId]) });
    await database.query("UPDATE campaign SET guards = $2 WHERE id = $1", [campaignId, JSON.stringify(guards)]);
    await launchCampaign(viewer, { campaignId, version: 1, confirmedEligible: 2_600 });
    await expandCampaign(campaignId, 300, never);
    const { rows } = await database.query<{ people: number; batches: number }>(
      `SELECT sum(b.recipients)::int AS people, count(*)::int AS batches FROM batch b JOIN campaign c ON c.id = b.campaign_id
        WHERE c.id = $1 AND b.number <= c.canary_batches`,
      [campaignId],
    );
    expect(rows[0]?.people).toBe(2_223);
    expect(await stateOf(campaignId)).toMatchObject({ people: 2_223, batches: rows[0]?.batches });
    await cancelCampaign(viewer, { campaignId });
  });

  test("a canary of everybody is none", async () => {
    const { campaignId } = await launch("ooo", { canary: people(3) });
    expect(await stateOf(campaignId)).toMatchObject({ canary: "", people: 0 });
    await cancelCampaign(viewer, { campaignId });
  });

  test("too many failures stop it with the reason; whoever resumes lets the rest go", async () => {
    const { campaignId, phones } = await launch("offfoooooooo", { canary: people(8), maxFailedPercent: 20 });
    await dispatch(campaignId);
    await reports(campaignId);
    await Promise.all([watchGuards(), watchGuards()]);
    expect(await stateOf(campaignId)).toMatchObject({
      status: "paused",
      canary: "stopped",
      reason: "Paused after the first 8: 37.5\u00a0% failed (3 of 8 reports), the limit is 20\u00a0%.",
    });
    await endWait(campaignId);
    await sweepSending();
    await dispatch(campaignId);
    expect(await textedOf(phones)).toHaveLength(8);

    await resumeCampaign(viewer, { campaignId });
    expect(await stateOf(campaignId)).toMatchObject({ status: "sending", canary: "passed", reason: "" });
    await watchGuards();
    await dispatch(campaignId);
    expect(await textedOf(phones)).toHaveLength(12);
    expect(await stateOf(campaignId)).toMatchObject({ status: "sent" });
  });

  test("opt-outs stop it too", async () => {
    const { campaignId } = await launch("sooooooo", { canary: people(4), maxOptOutPercent: 20 });
    await dispatch(campaignId);
    await reports(campaignId);
    await eventually(
      async () => {
        await applyCallbacks();
        await watchGuards();
        return stateOf(campaignId);
      },
      (state) => state?.status === "paused",
    );
    expect((await stateOf(campaignId))?.reason).toBe(
      "Paused after the first 4: 25\u00a0% opted out (1 of 4 delivered), the limit is 20\u00a0%.",
    );
    await cancelCampaign(viewer, { campaignId });
  });

  test("somebody may let the rest go at once, and only once", async () => {
    const { campaignId, phones } = await launch("oooooo", { canary: people(2, 60) });
    await dispatch(campaignId);
    await watchGuards();
    await releaseCanary(viewer, { campaignId });
    expect(await jobsOf(database, campaignId)).toContain("campaign.dispatch");
    await expect(releaseCanary(viewer, { campaignId })).rejects.toThrow("Nothing waits");
    await dispatch(campaignId);
    expect(await textedOf(phones)).toEqual(phones);
  });

  test("a pause by hand leaves it as it is: the wait goes on after it", async () => {
    const { campaignId, phones } = await launch("ffoooo", { canary: people(2), maxFailedPercent: 5 });
    await dispatch(campaignId);
    await pauseCampaign(viewer, { campaignId });
    await reports(campaignId);
    await watchGuards();
    expect(await stateOf(campaignId)).toMatchObject({ status: "paused", canary: "sending", reason: "" });
    await expect(releaseCanary(viewer, { campaignId })).rejects.toThrow("Nothing waits");
    await resumeCampaign(viewer, { campaignId });
    await watchGuards();
    expect(await stateOf(campaignId)).toMatchObject({ status: "paused", canary: "stopped" });
    expect(await textedOf(phones)).toHaveLength(2);
    await cancelCampaign(viewer, { campaignId });
  });

  test("a worker that died in the middle of it: the sweep of another takes its batches and goes on", async () => {
    const { campaignId, phones } = await launch("oooooooo", { canary: people(4) }, 2);
    // One of the canary's batches is in the hands of somebody who is gone; its claim is over.
    await database.query(
      `UPDATE batch SET state = 'claimed', epoch = epoch + 1, lease_until = clock_timestamp() - interval '1 second'
        WHERE campaign_id = $1 AND number = 2`,
      [campaignId],
    );
    await dispatch(campaignId);
    await watchGuards();
    expect(await stateOf(campaignId)).toMatchObject({ canary: "sending" });
    await sweepSending();
    expect(await jobsOf(database, campaignId)).toContain("campaign.dispatch");
    await dispatch(campaignId);
    await sweepSending();
    expect(await stateOf(campaignId)).toMatchObject({ canary: "waiting" });
    expect(await textedOf(phones)).toEqual(phones.slice(0, 4));
    await cancelCampaign(viewer, { campaignId });
  });
});

describe("limits of a whole campaign", () => {
  test("it pauses by itself after fifty reports, and after somebody resumed it only for new ones", async () => {
    const letters = `${"of".repeat(30)}${"o".repeat(20)}`;
    const { campaignId, phones } = await launch(letters, { maxFailedPercent: 10 }, 60);
    await dispatchOne(campaignId);
    await reports(campaignId);
    await watchGuards();
    expect(await stateOf(campaignId)).toMatchObject({
      status: "paused",
      canary: "",
      reason: "Paused after 60 reports: 50\u00a0% failed (30 of 60 reports), the limit is 10\u00a0%.",
    });
    expect(await textedOf(phones)).toHaveLength(60);
    await resumeCampaign(viewer, { campaignId });
    await watchGuards();
    expect(await stateOf(campaignId)).toMatchObject({ status: "sending" });
    await dispatch(campaignId);
    expect(await textedOf(phones)).toHaveLength(80);
  });
});

/** Sends the first batch only: the others are not due yet. */
async function dispatchOne(campaignId: number): Promise<void> {
  const hold = (due: string, rows: string) =>
    database.query(`UPDATE batch SET next_attempt_at = ${due} WHERE campaign_id = $1 AND ${rows}`, [campaignId]);
  await hold("'infinity'", "number > 1");
  const stopping = new AbortController();
  const lane = dispatchCampaign(campaignId, rig.engine, stopping.signal);
  await eventually(
    () => database.query("SELECT FROM batch WHERE campaign_id = $1 AND state = 'accepted'", [campaignId]),
    ({ rowCount }) => rowCount === 1,
  );
  stopping.abort();
  await lane;
  await hold("now()", "number > 1");
}

async function addLargeCrowd(size: number): Promise<{ tagId: number }> {
  const tag = await database.query<{ id: number }>(
    "INSERT INTO tag (name) VALUES (gen_random_uuid()::text) RETURNING id",
  );
  const tagId = tag.rows[0]?.id ?? 0;
  await database.query(
    `WITH added AS (
       INSERT INTO subscriber (phone, consented_at, updated_at)
       SELECT '+44' || (7700000000 + n), now(), now() FROM generate_series(1, $2::int) n RETURNING id)
     INSERT INTO subscriber_tag (tag_id, subscriber_id) SELECT $1, id FROM added`,
    [tagId, size],
  );
  return { tagId };
}
