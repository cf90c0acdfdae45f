import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countAudience } from "@/lib/audience/members";
import { followUpCampaign } from "@/lib/campaigns/commands/follow-up";
import { launchCampaign } from "@/lib/campaigns/commands/launch";
import { getCampaignLive } from "@/lib/campaigns/live/read";
import { findCampaignDetail, getCampaign } from "@/lib/campaigns/queries/one";
import { exceptionalStatuses, messageStatus } from "@/lib/messages/rules";
import { expandCampaign } from "@/lib/sending/expand/expand";
import { createTestDatabase } from "../../support/database.ts";
import { addSubscribers } from "../../support/rig.ts";
import { addCampaign, statusOf, viewerAs } from "./fixtures.ts";

const database = await createTestDatabase();
const viewer = viewerAs("marketer");
const never = new AbortController().signal;

type Ending = { status: number; code: number };
let nextNumber = 2_000_000;

/** A campaign that is over, with one person for each ending, in batches of three. */
async function addOver(endings: readonly Ending[], status = "sent"): Promise<{ campaignId: number; ids: number[] }> {
  const ids = await addSubscribers(
    database,
    endings.map(() => ({ phone: `+1201${nextNumber++}` })),
  );
  const campaignId = await addCampaign(database, { status, name: "Advent", body: "Doors open at 5" });
  await database.query(
    `WITH listed AS (
       INSERT INTO message (campaign_id, seq, subscriber_id, phone, status, code, updated_at)
       SELECT $1, place, id, '+12015550000', status, code, now()
         FROM unnest($2::int[], $3::smallint[], $4::smallint[]) WITH ORDINALITY AS e (id, status, code, place)
       RETURNING seq, status, code
     ), exceptions AS (
       INSERT INTO message_exception (campaign_id, status, seq)
       SELECT $1, status, seq FROM listed WHERE status = ANY ($5::smallint[])
     ), batches AS (
       INSERT INTO batch (campaign_id, number, first_seq, last_seq, first_subscriber_id, last_subscriber_id, recipients, state)
       SELECT $1, number, min(seq), max(seq), min(id), max(id), count(*), 'accepted'
         FROM (SELECT place AS seq, id, (place + 2) / 3 AS number
                 FROM unnest($2::int[]) WITH ORDINALITY AS e (id, place)) AS placed GROUP BY number
     )
     INSERT INTO campaign_counter (campaign_id, status, code, messages)
     SELECT $1, status, code, count(*) FROM listed GROUP BY status, code`,
    [
      campaignId,
      ids,
      endings.map((ending) => ending.status),
      endings.map((ending) => ending.code),
      exceptionalStatuses,
    ],
  );
  return { campaignId, ids };
}

/** Everybody of the follow-up's frozen audience. */
async function listed(campaignId: number): Promise<number[]> {
  const { rows } = await database.query<{ id: number }>(
    "SELECT subscriber_id AS id FROM message WHERE campaign_id = $1 ORDER BY seq",
    [campaignId],
  );
  return rows.map((row) => row.id);
}

async function send(campaignId: number): Promise<void> {
  const draft = await getCampaign(viewer, campaignId);
  const { eligible } = await countAudience(draft.audience);
  await launchCampaign(viewer, { campaignId, version: draft.version, confirmedEligible: eligible });
  await expandCampaign(campaignId, 100, never);
}

const { failed, expired, aborted, rejected, unknown, unclear, delivered, canceled, skipped } = messageStatus;

describe("a follow-up", () => {
  test("is a draft with the same text, for exactly those whom a passing reason kept from it", async () => {
    const endings = [
      { status: failed, code: 153 },
      { status: failed, code: 402 },
      { status: aborted, code: 404 },
      { status: expired, code: 0 },
      { status: expired, code: 406 },
      { status: delivered, code: 0 },
      { status: failed, code: 158 },
      { status: rejected, code: 61 },
      { status: failed, code: 150 },
      { status: unknown, code: 404 },
      { status: unclear, code: 0 },
      { status: skipped, code: 4 },
      { status: canceled, code: 0 },
    ];
    const { campaignId, ids } = await addOver(endings);
    expect((await getCampaignLive(viewer, campaignId)).unreached).toBe(5);
    const followUp = await followUpCampaign(viewer, { campaignId, again: false });
    const draft = await getCampaign(viewer, followUp.campaignId);
    expect(draft).toMatchObject({ name: "Advent (follow-up)", body: "Doors open at 5", status: "draft" });
    expect(draft.audience).toEqual({ everyone: false, includeTagIds: [], excludeTagIds: [], followUpOf: campaignId });
    expect(await countAudience(draft.audience)).toMatchObject({ total: 5, eligible: 5 });
    await send(followUp.campaignId);
    expect(await listed(followUp.campaignId)).toEqual([0, 2, 3, 4, 6].map((index) => ids[index]));
    expect(await findCampaignDetail(viewer, followUp.campaignId)).toMatchObject({ followUpOf: { id: campaignId } });
  });

  test("whatever the endings: the number on the button is the number of people", async () => {
    const ending = fc.record({
      status: fc.constantFrom(...Object.values(messageStatus)),
      code: fc.oneof(fc.integer({ min: 0, max: 640 }), fc.constantFrom(0, 153, 404, 406, 402)),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(ending, { minLength: 1, maxLength: 40 }), async (endings) => {
        const { campaignId } = await addOver(endings);
        const { unreached } = await getCampaignLive(viewer, campaignId);
        const audience = { everyone: false, includeTagIds: [], excludeTagIds: [], followUpOf: campaignId };
        expect((await countAudience(audience)).total).toBe(unreached);
      }),
      { numRuns: 30 },
    );
  });

  test("opt-outs and consent count as always", async () => {
    const one = { status: failed, code: 153 };
    const { campaignId, ids } = await addOver([one, one, one]);
    await database.query(
      "INSERT INTO suppression (phone, source) SELECT phone, 'admin' FROM subscriber WHERE id = $1",
      [ids[0]],
    );
    await database.query("UPDATE subscriber SET consented_at = NULL WHERE id = $1", [ids[1]]);
    const followUp = await followUpCampaign(viewer, { campaignId, again: false });
    const { audience } = await getCampaign(viewer, followUp.campaignId);
    expect(await countAudience(audience)).toEqual({ total: 3, eligible: 1, optedOut: 1, noConsent: 1, capped: 0 });
  });

  test("a second one has to be wanted, also by two at once", async () => {
    const { campaignId } = await addOver([{ status: failed, code: 153 }]);
    const ask = (again: boolean) => followUpCampaign(viewer, { campaignId, again });
    const both = await Promise.allSettled([ask(false), ask(false)]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    await expect(ask(false)).rejects.toThrow("already");
    await ask(true);
    const detail = await findCampaignDetail(viewer, campaignId);
    expect(detail?.followUps).toHaveLength(2);
  });

  test("only of a campaign that is over, and that has somebody to write to", async () => {
    const running = await addOver([{ status: failed, code: 153 }], "sending");
    await expect(followUpCampaign(viewer, { campaignId: running.campaignId, again: false })).rejects.toThrow("over");
    const reached = await addOver([{ status: delivered, code: 0 }]);
    await expect(followUpCampaign(viewer, { campaignId: reached.campaignId, again: false })).rejects.toThrow("nobody");
    expect(await statusOf(database, reached.campaignId)).toBe("sent");
  });
});
