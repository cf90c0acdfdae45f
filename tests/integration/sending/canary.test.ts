import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { launchCampaign } from "@/lib/campaigns/commands/launch";
import { cancelCampaign, pauseCampaign, releaseCanary, resumeCampaign } from "@/lib/campaigns/commands/pause-resume";
import type { Guards } from "@/lib/campaigns/schema";
import { expandCampaign } from "@/lib/sending/expand/expand";
import { watchGuards } from "@/lib/sending/guards";
import { sweepSending } from "@/lib/sending/sweep";
import { applyCallbacks } from "@/lib/webhooks/apply";
import { createTestDatabase } from "../../support/database.ts";
import { eventually, startRig } from "../../support/rig.ts";
import { addCampaign, jobsOf, viewerAs, withTags } from "../campaigns/fixtures.ts";
import { guardedCampaigns } from "./guarded.ts";

const database = await createTestDatabase();
const rig = await startRig({ shares: {} });
const viewer = viewerAs("admin");
const never = new AbortController().signal;
const { launch, press, stateOf, dispatch, textedOf, reports, endWait, addLargeCrowd } = guardedCampaigns(database, rig);

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

  test("whatever the crowd and the batches: it is exactly the first ones who may be texted", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom("o", "o", "x"), { minLength: 2, maxLength: 25 }),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 7 }),
        async (letters, wanted, batchSize) => {
          const eligible = letters.filter((letter) => letter === "o").length;
          if (eligible === 0) return;
          const { campaignId } = await launch(letters.join(""), { canary: people(wanted) }, batchSize);
          const { rows } = await database.query<{ isFirst: boolean }>(
            `SELECT b.number <= c.canary_batches AS "isFirst" FROM campaign c
               JOIN message m ON m.campaign_id = c.id AND m.status = 0
               JOIN batch b ON b.campaign_id = c.id AND m.seq BETWEEN b.first_seq AND b.last_seq
              WHERE c.id = $1 ORDER BY m.seq`,
            [campaignId],
          );
          const first = wanted < eligible ? wanted : 0;
          expect(rows.map(({ isFirst }) => isFirst)).toEqual(rows.map((_, index) => index < first));
          await cancelCampaign(viewer, { campaignId });
        },
      ),
      { numRuns: 20 },
    );
  }, 60_000);

  test("who opts out before they are listed is missing from it: it is as many as there are", async () => {
    const { campaignId, phones } = await press("oooooo", { canary: people(5) });
    await database.query("INSERT INTO suppression (phone, source) SELECT unnest($1::text[]), 'admin'", [
      phones.slice(0, 2),
    ]);
    await expandCampaign(campaignId, 4, never);
    expect(await stateOf(campaignId)).toMatchObject({ canary: "sending", people: 4 });
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
