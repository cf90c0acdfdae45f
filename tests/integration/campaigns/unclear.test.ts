import { beforeEach, expect, test } from "vitest";
import { getCampaignLive } from "@/lib/campaigns/live/read";
import { listUnclearBatches } from "@/lib/campaigns/queries/unclear";
import { createTestDatabase } from "../../support/database.ts";
import { addCampaign, viewerAs } from "./fixtures.ts";

const database = await createTestDatabase();
const viewer = viewerAs("viewer");
let campaignId = 0;

beforeEach(async () => {
  campaignId = await addCampaign(database, { status: "sent" });
});

async function addBatches(count: number, state: string): Promise<void> {
  await database.query(
    `INSERT INTO batch (campaign_id, number, first_seq, last_seq, first_subscriber_id, last_subscriber_id, recipients, state)
     SELECT $1, have + n, (have + n) * 10, (have + n) * 10 + 9, 1, 10, 10, $3
       FROM generate_series(1, $2::int) AS n,
            (SELECT coalesce(max(number), 0) AS have FROM batch WHERE campaign_id = $1) AS known`,
    [campaignId, count, state],
  );
}

async function addEvents(batchNumber: number, kinds: string[]): Promise<void> {
  await database.query(
    `INSERT INTO batch_event (campaign_id, batch_id, kind, detail)
     SELECT $1, b.id, kind, '' FROM batch b, unnest($3::text[]) WITH ORDINALITY AS k (kind, place)
      WHERE b.campaign_id = $1 AND b.number = $2 ORDER BY place`,
    [campaignId, batchNumber, kinds],
  );
}

test("a campaign without trouble has none", async () => {
  await addBatches(3, "accepted");
  expect(await listUnclearBatches(viewer, campaignId)).toEqual({ shown: [], total: 0 });
});

test("the latest twenty with their latest steps in order, and how many there are", async () => {
  await addBatches(25, "unclear");
  await addEvents(25, ["unknown", ...Array.from({ length: 12 }, () => "not_found"), "asked"]);
  await database.query("UPDATE batch SET decision = 'asked' WHERE campaign_id = $1 AND number = 25", [campaignId]);
  await database.query(
    "INSERT INTO message_exception (campaign_id, status, seq) VALUES ($1, 5, 251), ($1, 5, 259), ($1, 5, 249)",
    [campaignId],
  );
  const { shown, total } = await listUnclearBatches(viewer, campaignId);
  expect(total).toBe(25);
  expect(shown.map((batch) => batch.number)).toEqual(Array.from({ length: 20 }, (_, index) => 25 - index));
  expect(shown[0]).toMatchObject({ state: "unclear", people: 2, isAsked: true, isLeft: false, heldUntil: null });
  expect(shown[0]?.events).toHaveLength(10);
  expect(shown[0]?.events.at(-1)?.kind).toBe("asked");
  expect(shown[1]).toMatchObject({ people: 1, events: [] });
});

test("what was sent twice stays on the page after it was settled, and raises the mark that pages watch", async () => {
  await addBatches(2, "accepted");
  const before = (await getCampaignLive(viewer, campaignId)).lastBatchEvent;
  await addEvents(2, ["released", "duplicate"]);
  const { shown, total } = await listUnclearBatches(viewer, campaignId);
  expect(total).toBe(1);
  expect(shown[0]).toMatchObject({ number: 2, state: "duplicate" });
  expect((await getCampaignLive(viewer, campaignId)).lastBatchEvent).toBeGreaterThan(before);
});
