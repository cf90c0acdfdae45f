import { describe, expect, test } from "vitest";
import { decideUnclear } from "@/lib/campaigns/commands/unclear";
import { claimDue } from "@/lib/sending/unclear/due";
import { postpone } from "@/lib/sending/unclear/settle";
import { putStatus } from "../../../support/put-status.ts";
import { viewerAs } from "../../campaigns/fixtures.ts";
import {
  conversation,
  database,
  did,
  expectBalance,
  expectOnce,
  is,
  notTaken,
  phones,
  type Seen,
  see,
  sendInto,
  stays,
  texted,
  workUntil,
} from "./unclear-batch.ts";

describe("nothing leaves any more", () => {
  test("canceled while it is held: taken back at once, never sent again", async () => {
    await sendInto([notTaken]);
    await workUntil(is("holding"));
    await putStatus(database, "canceled", { set: "finished_at = now()" });
    await workUntil(did("withdrawn"));
    await stays((seen) => seen.state === "unclear" && seen.kinds.filter((kind) => kind === "held").length === 1);
    expect(await texted()).toEqual([]);
  });

  test("the kill switch: what is held is taken back, no new try; lifted, it goes on", async () => {
    await sendInto([notTaken]);
    await workUntil(is("holding"));
    await database.query("UPDATE sending_control SET stopped_at = now()");
    await workUntil(did("withdrawn"));
    await stays((seen) => seen.state === "unclear");
    expect(await texted()).toEqual([]);
    await database.query("UPDATE sending_control SET stopped_at = NULL");
    await database.query("UPDATE batch SET next_attempt_at = clock_timestamp()");
    await workUntil(is("accepted"));
    await expectOnce(phones);
  });

  test("a paused campaign starts no new try, and goes on after resume", async () => {
    await sendInto([notTaken]);
    await putStatus(database, "paused");
    await stays((seen) => seen.state === "unclear" && !seen.kinds.includes("held"));
    await putStatus(database, "sending");
    await database.query("UPDATE batch SET next_attempt_at = clock_timestamp()");
    await workUntil(is("accepted"));
    await expectOnce(phones);
  });

  test("after the campaign's last moment nothing is tried again", async () => {
    const campaignId = await sendInto([notTaken]);
    await database.query("UPDATE campaign SET expires_at = now() + interval '1 second' WHERE id = $1", [campaignId]);
    await workUntil(did("too_late"));
    await stays((seen) => seen.state === "unclear" && !seen.kinds.includes("held"));
  });
});

describe("a person decides", () => {
  const target = (campaignId: number) => ({ campaignId, batchId: 1 });
  const asked = (seen: Seen) => seen.decision === "asked";

  test("never_resend: it asks, and sends again only when somebody says so, without a hold", async () => {
    await database.query("INSERT INTO setting (key, value) VALUES ('sending', $1)", [
      JSON.stringify({ unknownBatches: "never_resend" }),
    ]);
    const campaignId = await sendInto([notTaken]);
    await workUntil(asked);
    await stays(asked);
    expect(await texted()).toEqual([]);
    await decideUnclear(viewerAs("marketer"), { ...target(campaignId), decision: "resend" });
    const seen = await workUntil(is("accepted"));
    expect(seen.statuses).toEqual([10, 10, 10, 10]);
    await expectOnce(phones);
    const { rows } = await database.query("SELECT detail FROM batch_event WHERE kind = 'decided'");
    expect(rows).toEqual([{ detail: "Test decided: send it again." }]);
  });

  test("left as it is, it stays unclear and asks no more; twice is refused", async () => {
    await database.query(`INSERT INTO setting (key, value) VALUES ('sending', '{"unknownBatches":"never_resend"}')`);
    const campaignId = await sendInto([notTaken]);
    await workUntil(asked);
    await decideUnclear(viewerAs("marketer"), { ...target(campaignId), decision: "leave" });
    await stays((seen) => seen.state === "unclear" && seen.decision === "leave");
    const again = decideUnclear(viewerAs("marketer"), { ...target(campaignId), decision: "resend" });
    await expect(again).rejects.toMatchObject({ code: "conflict" });
    expect(await texted()).toEqual([]);
  });

  test("the Conversation API: only the unclear are sent to again, and only after a decision", async () => {
    const campaignId = await sendInto([notTaken], conversation);
    expect((await see()).statuses.filter((status) => status === 5)).toHaveLength(1);
    await workUntil(asked, conversation);
    expect((await texted(conversation)).length).toBe(3);
    await decideUnclear(viewerAs("marketer"), { ...target(campaignId), decision: "resend" });
    const seen = await workUntil(is("accepted"), conversation);
    expect(seen.statuses).toEqual([10, 10, 10, 10]);
    expect(seen.kinds.slice(-2)).toContain("resent");
    await expectOnce(phones, conversation);
    await expectBalance(campaignId);
  });

  test("what a person had sent again and Sinch did not answer is asked about anew", async () => {
    const campaignId = await sendInto([notTaken], conversation);
    await workUntil(asked, conversation);
    await conversation.control("faults", notTaken);
    await decideUnclear(viewerAs("marketer"), { ...target(campaignId), decision: "resend" });
    await workUntil((seen) => seen.kinds.filter((kind) => kind === "asked").length === 2, conversation);
  });
});

test("a decision that comes while a worker looks at the batch is not put off by it", async () => {
  const campaignId = await sendInto([notTaken], conversation);
  await workUntil((seen) => seen.decision === "asked", conversation);
  await database.query("UPDATE batch SET next_attempt_at = now() - interval '1 second'");
  const looked = await claimDue();
  if (!looked) throw new Error("there is nothing to look at");
  await decideUnclear(viewerAs("admin"), { campaignId, batchId: looked.id, decision: "resend" });
  await postpone(looked, Date.now() + 15 * 60_000);
  await workUntil(did("resent"), conversation);
  await expectOnce(phones, conversation);
});
