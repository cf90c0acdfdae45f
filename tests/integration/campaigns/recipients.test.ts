import { beforeAll, describe, expect, test } from "vitest";
import type { RecipientFilter } from "@/lib/campaigns/views";
import { findRecipients, listRecipients } from "@/lib/messages/queries";
import { deleteSubscriber } from "@/lib/subscribers/commands";
import { createTestDatabase } from "../../support/database.ts";
import { addCampaign, addPeople, viewerAs } from "./fixtures.ts";

const database = await createTestDatabase();
const viewer = viewerAs("marketer");
let campaignId = 0;

/** 120,300 people: a window and more of delivered ones, 300 still to go at the end; every 100th is an exception. */
beforeAll(async () => {
  campaignId = await addCampaign(database, { status: "sending" });
  await database.query(
    `INSERT INTO message (campaign_id, seq, subscriber_id, phone, status, code, updated_at)
     SELECT $1, n, n, '+1201555' || lpad((n % 10000)::text, 4, '0'),
            CASE WHEN n > 120000 THEN 0
                 WHEN n % 100 = 0 THEN (ARRAY[31, 32, 40, 36, 5, 35])[n / 100 % 6 + 1]
                 ELSE 30 END,
            CASE WHEN n % 100 = 0 AND n / 100 % 6 = 2 THEN 1 ELSE 0 END, now()
       FROM generate_series(1, 120300) AS n`,
    [campaignId],
  );
  await database.query(
    `INSERT INTO message_exception (campaign_id, status, seq)
     SELECT campaign_id, status, seq FROM message WHERE status NOT IN (0, 30)`,
  );
  await database.query(
    `INSERT INTO batch (campaign_id, number, first_seq, last_seq, first_subscriber_id, last_subscriber_id, recipients, state)
     VALUES ($1, 1, 1, 120000, 1, 120000, 1000, 'accepted'), ($1, 2, 120001, 120300, 120001, 120300, 300, 'ready')`,
    [campaignId],
  );
});

async function walk(filter: RecipientFilter): Promise<number[]> {
  const seen: number[] = [];
  let cursor: string | null = null;
  do {
    const page = await listRecipients(viewer, { campaignId, filter, cursor });
    seen.push(...page.rows.map((row) => row.seq));
    cursor = page.next;
  } while (cursor);
  return seen;
}

async function truth(statuses: number[]): Promise<number[]> {
  const { rows } = await database.query<{ seq: number }>(
    "SELECT seq FROM message WHERE campaign_id = $1 AND status = ANY ($2::int[]) ORDER BY seq",
    [campaignId, statuses],
  );
  return rows.map((row) => row.seq);
}

describe("recipients", () => {
  test.each<[RecipientFilter, number[]]>([
    ["failed", [31, 32, 33, 34]],
    ["skipped", [40]],
    ["unknown", [5, 36]],
    ["canceled", [35]],
    ["waiting", [0]],
  ])("%s: every page together is exactly the rows of these states", async (filter, statuses) => {
    expect(await walk(filter)).toEqual(await truth(statuses));
  });

  test("all: pages lead forward and back to the same rows", async () => {
    const first = await listRecipients(viewer, { campaignId, filter: "all" });
    const second = await listRecipients(viewer, { campaignId, filter: "all", cursor: first.next });
    expect(first.previous).toBeNull();
    expect([...first.rows, ...second.rows].map((row) => row.seq)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
    const back = await listRecipients(viewer, { campaignId, filter: "all", cursor: second.previous });
    expect(back.rows).toEqual(first.rows);
  });

  test("a window without hits is a short page that leads on", async () => {
    const other = await addCampaign(database, { status: "sending" });
    await database.query(
      `INSERT INTO message (campaign_id, seq, subscriber_id, phone, status, updated_at)
       SELECT $1, n, n, '+12015550100', CASE WHEN n = 60000 THEN 30 ELSE 10 END, now()
         FROM generate_series(1, 60000) AS n`,
      [other],
    );
    const first = await listRecipients(viewer, { campaignId: other, filter: "delivered" });
    expect(first.rows).toEqual([]);
    expect(first.next).not.toBeNull();
    const second = await listRecipients(viewer, { campaignId: other, filter: "delivered", cursor: first.next });
    expect(second.rows.map((row) => row.seq)).toEqual([60_000]);
    expect(second.next).toBeNull();
  });

  test("numbers are masked for those who may not see them, reasons are words", async () => {
    const asViewer = await listRecipients(viewerAs("viewer"), { campaignId, filter: "skipped" });
    const asMarketer = await listRecipients(viewer, { campaignId, filter: "skipped" });
    expect(asViewer.rows[0]?.phone).toMatch(/•/);
    expect(asMarketer.rows[0]?.phone).toMatch(/^\+1 201 555 \d{4}$/);
    expect(asMarketer.rows[0]).toMatchObject({ status: "skipped", reason: "Opted out", name: null });
  });

  test("one number is found through the range of its batch, as it was sent", async () => {
    const { ids } = await addPeople(database, [{ firstName: "Ada" }, { firstName: "Ben" }]);
    const { rows } = await database.query<{ phone: string }>("SELECT phone FROM subscriber WHERE id = $1", [ids[1]]);
    const other = await addCampaign(database, { status: "sending" });
    await database.query(
      `INSERT INTO message (campaign_id, seq, subscriber_id, phone, status, code, updated_at)
       SELECT $1, n, id, phone, 31, 402, now() FROM (SELECT row_number() OVER (ORDER BY id) AS n, id, phone
         FROM subscriber WHERE id = ANY ($2::int[])) AS s`,
      [other, ids],
    );
    await database.query(
      `INSERT INTO batch (campaign_id, number, first_seq, last_seq, first_subscriber_id, last_subscriber_id, recipients, state)
       VALUES ($1, 1, 1, 1, $2, $2, 1, 'accepted'), ($1, 2, 2, 2, $3, $3, 1, 'accepted')`,
      [other, ids[0], ids[1]],
    );
    const found = await findRecipients(viewer, { campaignId: other, phone: rows[0]?.phone ?? "" });
    expect(found).toMatchObject([{ seq: 2, name: "Ben", status: "failed", reason: "Number not in service" }]);
    expect(await findRecipients(viewer, { campaignId: other, phone: "+12015559999" })).toEqual([]);
    await deleteSubscriber(viewer, { id: ids[1] ?? 0 });
    const later = await findRecipients(viewer, { campaignId: other, phone: rows[0]?.phone ?? "" });
    expect(later).toMatchObject([{ seq: 2, name: null, status: "failed", reason: "Number not in service" }]);
    const nonsense = findRecipients(viewer, { campaignId: other, phone: "hello" });
    await expect(nonsense).rejects.toMatchObject({ code: "invalid", fields: { phone: expect.any(String) } });
  });
});
