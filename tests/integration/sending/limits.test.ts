import { describe, expect, test } from "vitest";
import { resumeCampaign } from "@/lib/campaigns/commands/pause-resume";
import { watchGuards } from "@/lib/sending/guards";
import { dispatchCampaign } from "@/lib/sending/lane/dispatch";
import { createTestDatabase } from "../../support/database.ts";
import { eventually, startRig } from "../../support/rig.ts";
import { viewerAs } from "../campaigns/fixtures.ts";
import { guardedCampaigns } from "./guarded.ts";

const database = await createTestDatabase();
const rig = await startRig({ shares: {} });
const viewer = viewerAs("admin");
const { launch, stateOf, dispatch, textedOf, reports } = guardedCampaigns(database, rig);

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
  const delay = (due: string, rows: string) =>
    database.query(`UPDATE batch SET next_attempt_at = ${due} WHERE campaign_id = $1 AND ${rows}`, [campaignId]);
  await delay("'infinity'", "number > 1");
  const stopping = new AbortController();
  const lane = dispatchCampaign(campaignId, rig.engine, stopping.signal);
  await eventually(
    () => database.query("SELECT FROM batch WHERE campaign_id = $1 AND state = 'accepted'", [campaignId]),
    ({ rowCount }) => rowCount === 1,
  );
  stopping.abort();
  await lane;
  await delay("now()", "number > 1");
}
