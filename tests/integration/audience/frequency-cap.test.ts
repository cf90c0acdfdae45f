import fc from "fast-check";
import { Client } from "pg";
import { beforeEach, describe, expect, test } from "vitest";
import { takeFrequencyCapLock } from "@/lib/audience/frequency-cap";
import { countAudience } from "@/lib/audience/members";
import { launchCampaign } from "@/lib/campaigns/commands/launch";
import { pauseCampaign } from "@/lib/campaigns/commands/pause-resume";
import { previewAudience } from "@/lib/campaigns/queries/preview";
import { systemActor } from "@/lib/events/actor";
import { listCampaignsOf } from "@/lib/messages/history";
import { messageStatus, skipReason } from "@/lib/messages/rules";
import { expandCampaign } from "@/lib/sending/expand/expand";
import { saveSendingSettings } from "@/lib/settings/commands";
import { getSendingSettings } from "@/lib/settings/queries";
import type { FrequencyCap } from "@/lib/settings/schema";
import { createTestDatabase } from "../../support/database.ts";
import { addSubscribers, eventually, ledgers } from "../../support/rig.ts";
import { addCampaign, everyone, statusOf, viewerAs } from "../campaigns/fixtures.ts";

const database = await createTestDatabase();
const viewer = viewerAs("admin");
const never = new AbortController().signal;

beforeEach(async () => {
  await forgetCampaigns();
  await database.query("DELETE FROM subscriber; ALTER SEQUENCE subscriber_id_seq RESTART");
});

async function forgetCampaigns(): Promise<void> {
  await database.query(
    "DELETE FROM message; DELETE FROM message_exception; DELETE FROM batch; DELETE FROM campaign_counter; DELETE FROM campaign",
  );
}

async function setCap(frequencyCap: FrequencyCap | null): Promise<void> {
  await saveSendingSettings(systemActor("test"), { ...(await getSendingSettings()), frequencyCap });
}

function addCrowd(size: number): Promise<number[]> {
  return addSubscribers(
    database,
    Array.from({ length: size }, (_, index) => ({ phone: `+1201${2_000_000 + index}` })),
  );
}

type Past = { status: string; batches: { state: string; daysAgo: number; people: { id: number; status: number }[] }[] };

/** A campaign as it may lie in the database, batch by batch; finished with its last batch unless it is still running. */
async function addPast({ status, batches }: Past): Promise<number> {
  const campaignId = await addCampaign(database, { status, name: "Before" });
  const youngest = Math.min(...batches.map((batch) => batch.daysAgo));
  await database.query(
    `UPDATE campaign SET launched_at = now() - interval '80 days',
            finished_at = CASE WHEN $2 IN ('sent', 'canceled') THEN now() - make_interval(days => $3) END WHERE id = $1`,
    [campaignId, status, youngest],
  );
  let seq = 1;
  for (const [index, { state, daysAgo, people }] of batches.entries()) {
    const ids = people.map((person) => person.id);
    await database.query(
      `INSERT INTO batch (campaign_id, number, first_seq, last_seq, first_subscriber_id, last_subscriber_id, recipients, state, updated_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, now() - make_interval(days => $9))`,
      [campaignId, index + 1, seq, seq + ids.length - 1, ids[0], ids.at(-1), ids.length, state, daysAgo],
    );
    await database.query(
      `INSERT INTO message (campaign_id, seq, subscriber_id, phone, status, updated_at)
       SELECT $1, $2::int - 1 + place, id, '+12015550000', status, now()
         FROM unnest($3::int[], $4::smallint[]) WITH ORDINALITY AS p (id, status, place)`,
      [campaignId, seq, ids, people.map((person) => person.status)],
    );
    seq += ids.length;
  }
  return campaignId;
}

/** Presses Send on a campaign to everybody with the number that was counted, and lists its people. */
async function send(chunksOf?: { batchSize: number }): Promise<{ campaignId: number; capped: number[] }> {
  const campaignId = await addCampaign(database, { audience: everyone });
  const { eligible } = await countAudience(everyone);
  await launchCampaign(viewer, { campaignId, version: 1, confirmedEligible: eligible });
  await expandCampaign(campaignId, chunksOf?.batchSize ?? 100, never);
  return { campaignId, capped: await cappedOf(campaignId) };
}

async function cappedOf(campaignId: number): Promise<number[]> {
  const { rows } = await database.query<{ id: number }>(
    "SELECT subscriber_id AS id FROM message WHERE campaign_id = $1 AND status = 40 AND code = $2 ORDER BY seq",
    [campaignId, skipReason.capped],
  );
  return rows.map((row) => row.id);
}

const sizeOfCrowd = 12;
const openStates = ["ready", "claimed", "sending", "unclear", "holding"];
const countedStatuses = [0, 5, 10, 20, 30, 36];

const past: fc.Arbitrary<Past> = fc.record({
  status: fc.constantFrom("sending", "paused", "sent", "canceled"),
  batches: fc
    .tuple(
      fc.uniqueArray(fc.integer({ min: 1, max: sizeOfCrowd }), { minLength: 1, maxLength: sizeOfCrowd }),
      fc.array(fc.constantFrom(...Object.values(messageStatus)), { minLength: sizeOfCrowd, maxLength: sizeOfCrowd }),
      fc.array(
        fc.record({
          size: fc.integer({ min: 1, max: 6 }),
          state: fc.constantFrom("ready", "sending", "accepted", "accepted", "unclear", "rejected"),
          daysAgo: fc.integer({ min: 0, max: 20 }),
        }),
        { minLength: sizeOfCrowd, maxLength: sizeOfCrowd },
      ),
    )
    .map(([ids, statuses, cuts]) => {
      const people = ids.sort((a, b) => a - b).map((id, index) => ({ id, status: statuses[index] ?? 0 }));
      const batches: Past["batches"] = [];
      for (const { size, state, daysAgo } of cuts) {
        if (people.length > 0) batches.push({ state, daysAgo, people: people.splice(0, size) });
      }
      return batches;
    }),
});

/** The rule of docs/sending.md once more, as slowly and plainly as possible. */
function expectedCapped(pasts: readonly Past[], cap: FrequencyCap): number[] {
  const texts = (id: number) =>
    pasts.filter(({ status, batches }) => {
      const endedLongAgo = ["sent", "canceled"].includes(status) && batches.every(({ daysAgo }) => daysAgo >= cap.days);
      return (
        !endedLongAgo &&
        batches.some(
          ({ state, daysAgo, people }) =>
            (openStates.includes(state) || daysAgo < cap.days) &&
            people.some((person) => {
              if (person.id !== id || !countedStatuses.includes(person.status)) return false;
              return person.status !== messageStatus.queued || status !== "canceled" || state === "sending";
            }),
        )
      );
    }).length;
  return Array.from({ length: sizeOfCrowd }, (_, index) => index + 1).filter((id) => texts(id) >= cap.messages);
}

describe("frequency cap", () => {
  test("any history: who is skipped is who had enough, and the estimate says exactly that", async () => {
    await addCrowd(sizeOfCrowd);
    await fc.assert(
      fc.asyncProperty(
        fc.array(past, { maxLength: 5 }),
        fc.record({ messages: fc.integer({ min: 1, max: 3 }), days: fc.integer({ min: 1, max: 20 }) }),
        async (pasts, cap) => {
          await forgetCampaigns();
          for (const one of pasts) await addPast(one);
          await setCap(cap);
          const expected = expectedCapped(pasts, cap);
          const estimate = await countAudience(everyone);
          expect(estimate).toMatchObject({ total: sizeOfCrowd, capped: expected.length });
          expect(estimate.eligible).toBe(sizeOfCrowd - expected.length);
          const preview = await previewAudience(viewer, { audience: everyone, body: "Hi" });
          expect(preview.people.map((person) => person.id).filter((id) => expected.includes(id))).toEqual([]);
          expect(preview.people).toHaveLength(estimate.eligible);
          if (estimate.eligible === 0) return;
          expect((await send()).capped).toEqual(expected);
        },
      ),
      { numRuns: 40 },
    );
  }, 120_000);

  test("the ledger and the person's page say so", async () => {
    const [id = 0] = await addCrowd(3);
    await addPast({ status: "sent", batches: [{ state: "accepted", daysAgo: 1, people: [{ id, status: 30 }] }] });
    await setCap({ messages: 1, days: 7 });
    const { campaignId } = await send();
    const { counted, grouped, unlisted } = await ledgers(database, campaignId);
    expect(counted).toEqual(grouped);
    expect(counted).toContainEqual({ status: 40, code: skipReason.capped, messages: 1, parts: 0 });
    expect(unlisted).toBe(0);
    const [line] = await listCampaignsOf(viewer, id);
    expect(line).toMatchObject({ status: "skipped", reason: "Had enough texts lately" });
  });

  test("people spread over millions of subscribers are all listed, and all counted", async () => {
    const ids = await addCrowd(6);
    const spread = [1, 250_000, 250_001, 2_000_000, 2_000_001, 3_500_000];
    await database.query(
      "UPDATE subscriber s SET id = p.wanted FROM unnest($1::int[], $2::int[]) AS p (id, wanted) WHERE s.id = p.id",
      [ids, spread],
    );
    const had = spread.filter((_, index) => index % 2 === 1).map((id) => ({ id, status: 30 }));
    await addPast({ status: "sent", batches: [{ state: "accepted", daysAgo: 1, people: had }] });
    await setCap({ messages: 1, days: 7 });
    expect(await countAudience(everyone)).toMatchObject({ total: 6, eligible: 3, capped: 3 });
    const { campaignId, capped } = await send();
    expect(capped).toEqual(had.map(({ id }) => id));
    const { rows } = await database.query("SELECT audience_count AS people, status FROM campaign WHERE id = $1", [
      campaignId,
    ]);
    expect(rows).toEqual([{ people: 6, status: "sending" }]);
  });

  test("without a cap nobody is capped, and nobody waits", async () => {
    const [id = 0] = await addCrowd(2);
    await addPast({ status: "sent", batches: [{ state: "accepted", daysAgo: 0, people: [{ id, status: 30 }] }] });
    await setCap(null);
    expect((await send()).capped).toEqual([]);
  });

  test("campaigns that are listed at the same moment do not take anybody over the cap together", async () => {
    // Several chunks each, so that they take turns.
    await addCrowd(6_000);
    await setCap({ messages: 2, days: 7 });
    const campaigns: number[] = [];
    for (let count = 0; count < 4; count++) {
      const campaignId = await addCampaign(database, { audience: everyone });
      await launchCampaign(viewer, { campaignId, version: 1, confirmedEligible: 6_000 });
      campaigns.push(campaignId);
    }
    await Promise.all(campaigns.map((campaignId) => expandCampaign(campaignId, 500, never)));
    const { rows } = await database.query<{ texts: number; people: number }>(
      `SELECT texts, count(*)::int AS people
         FROM (SELECT count(*) FILTER (WHERE status = 0)::int AS texts FROM message GROUP BY subscriber_id) AS of_person
        GROUP BY texts`,
    );
    expect(rows).toEqual([{ texts: 2, people: 6_000 }]);
  });

  test("a campaign whose people wait to be listed can be paused meanwhile", async () => {
    await addCrowd(3);
    await setCap({ messages: 1, days: 7 });
    const campaignId = await addCampaign(database, { audience: everyone });
    await launchCampaign(viewer, { campaignId, version: 1, confirmedEligible: 3 });
    const other = new Client({ connectionString: database.url });
    await other.connect();
    await other.query("BEGIN");
    await takeFrequencyCapLock(other, { messages: 1, days: 7 });
    const listing = expandCampaign(campaignId, 100, never);
    await eventually(
      () => database.query("SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"),
      ({ rowCount }) => rowCount === 1,
    );
    await pauseCampaign(viewer, { campaignId });
    await other.end();
    await listing;
    expect(await statusOf(database, campaignId)).toBe("paused");
  });
});
