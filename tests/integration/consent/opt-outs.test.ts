import { beforeEach, describe, expect, it, test } from "vitest";
import { systemActor } from "@/lib/events/actor";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";
import { makeUser } from "../auth/people.ts";
import { viewerAs } from "../campaigns/fixtures.ts";

const database: TestDatabase = await createTestDatabase();
const { listConsentEvidence } = await import("@/lib/consent/evidence");
const { getNumberStanding, listOptOuts } = await import("@/lib/consent/queries");
const { addOptOut, liftOptOut } = await import("@/lib/consent/commands");
const { listEventsOf } = await import("@/lib/events/read");
const { saveOrganisation } = await import("@/lib/settings/commands");
const { organisationSchema } = await import("@/lib/settings/schema");
const { id: adminId } = await makeUser("admin");
const admin = viewerAs("admin", adminId);
const marketer = viewerAs("marketer");
const onlooker = viewerAs("viewer");

const phone = "+12125550123";
const words = "Called on Monday and asked for no more texts.";
const consent = "Asked at the desk to get news again.";

beforeEach(async () => {
  await database.query("TRUNCATE suppression, subscriber, campaign, campaign_reply CASCADE");
  await saveOrganisation(
    systemActor("test"),
    organisationSchema.parse({ name: "Test", defaultCountry: "US", timeZone: "UTC" }),
  );
});

function addSuppressions(count: number, at: string) {
  return database.query(
    `INSERT INTO suppression (phone, source, created_at)
     SELECT '+1212555' || lpad((n + (SELECT count(*) FROM suppression))::text, 4, '0'), 'import', $2
       FROM generate_series(1, $1::int) AS n`,
    [count, at],
  );
}

async function walk(step: "next" | "previous", from: string | null): Promise<string[][]> {
  const pages: string[][] = [];
  let cursor = from;
  do {
    const page = await listOptOuts(admin, cursor);
    pages.push(page.rows.map(({ e164 }) => e164 ?? ""));
    cursor = page[step];
  } while (cursor);
  return pages;
}

describe("the list", () => {
  it("shows everybody once, newest first, though an import suppressed many at one instant", async () => {
    await addSuppressions(70, "2026-11-01T10:00:00Z");
    await addSuppressions(60, "2026-11-02T10:00:00Z");
    const expected = await database.query<{ phone: string }>(
      "SELECT phone FROM suppression ORDER BY created_at DESC, phone DESC",
    );
    const forwards = await walk("next", null);
    expect(forwards.map(({ length }) => length)).toEqual([50, 50, 30]);
    expect(forwards.flat()).toEqual(expected.rows.map((row) => row.phone));

    const second = await listOptOuts(admin, (await listOptOuts(admin, null)).next);
    const third = await listOptOuts(admin, second.next);
    expect(third.next).toBeNull();
    const back = await walk("previous", third.previous);
    expect(back).toEqual([forwards[1], forwards[0]]);
  });

  it("never carries a number in a cursor, however it is read", async () => {
    await addSuppressions(60, "2026-11-01T10:00:00Z");
    const page = await listOptOuts(admin, null);
    const decoded = Buffer.from(page.next ?? "", "base64url").toString();
    expect(decoded).toContain("2026-11-01");
    expect(decoded).not.toMatch(/555/);
  });

  it("goes on behind a row that was lifted meanwhile, without leaving anybody out", async () => {
    await addSuppressions(60, "2026-11-01T10:00:00Z");
    const { rows, next } = await listOptOuts(admin, null);
    const rest = (await listOptOuts(admin, next)).rows.map(({ e164 }) => e164);
    await database.query("DELETE FROM suppression WHERE phone = $1", [rows.at(-1)?.e164]);
    const seen = new Set((await walk("next", next)).flat());
    for (const missing of rest) expect(seen).toContain(missing);
  });

  it("takes a broken cursor for the first page", async () => {
    await addSuppressions(3, "2026-11-01T10:00:00Z");
    const odd = Buffer.from(JSON.stringify({ direction: "after", key: ["not a date", "x"] })).toString("base64url");
    for (const cursor of ["", "nonsense", odd]) expect((await listOptOuts(admin, cursor)).rows).toHaveLength(3);
  });

  it("says how, after which campaign and whose number it is", async () => {
    const campaign = await database.query<{ id: number }>(
      "INSERT INTO campaign (name, updated_at) VALUES ('Advent', now()) RETURNING id",
    );
    const person = await database.query<{ id: number }>(
      "INSERT INTO subscriber (phone, first_name, last_name, updated_at) VALUES ($1, 'Nia', 'Okafor', now()) RETURNING id",
      [phone],
    );
    await database.query(
      "INSERT INTO suppression (phone, source, keyword, campaign_id) VALUES ($1, 'keyword', 'stop', $2)",
      [phone, campaign.rows[0]?.id],
    );
    const { rows } = await listOptOuts(admin, null);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      phone: "+1 212 555 0123",
      source: "keyword",
      keyword: "stop",
      campaign: { id: campaign.rows[0]?.id, name: "Advent" },
      subscriber: { id: person.rows[0]?.id, name: "Nia Okafor" },
    });
  });

  it("masks numbers for those who may not see them", async () => {
    await addSuppressions(1, "2026-11-01T10:00:00Z");
    const [row] = (await listOptOuts(onlooker, null)).rows;
    expect(row?.phone).toBe("+1 ••• ••• 0001");
    expect(JSON.stringify(row)).not.toContain("2125550001");
    expect((await listOptOuts(marketer, null)).rows[0]).toMatchObject({ phone: "+1 212 555 0001", e164: null });
  });
});

describe("by hand", () => {
  it("opts a number out at once, with evidence under the administrator's name", async () => {
    expect(await addOptOut(admin, { phone: "(212) 555-0123", wording: words })).toEqual({
      phone: "+1 212 555 0123",
      isNew: true,
    });
    const standing = await getNumberStanding(onlooker, { phone });
    expect(standing).toMatchObject({ isOptedOut: true, subscriber: null });
    expect(standing.evidence).toHaveLength(1);
    expect(standing.evidence[0]).toMatchObject({
      kind: "revoked",
      source: "admin",
      wording: words,
      recordedBy: "Mo Example",
    });
    expect(await addOptOut(admin, { phone, wording: words })).toMatchObject({ isNew: false });
  });

  it("refuses what is no number, beside the field", async () => {
    await expect(addOptOut(admin, { phone: "12", wording: words })).rejects.toMatchObject({
      code: "invalid",
      fields: { phone: expect.any(String) },
    });
    expect((await listOptOuts(admin, null)).rows).toEqual([]);
  });

  it("subscribes again only with a consent that is newer than the opt-out", async () => {
    const other = "+12125550199";
    await database.query("INSERT INTO suppression (phone, source, created_at) VALUES ($1, 'keyword', $2)", [
      other,
      "2026-11-10T15:00:00Z",
    ]);
    const lift = (consentedOn: string) => liftOptOut(admin, { phone: other, wording: consent, consentedOn });
    await expect(lift("2026-11-09")).rejects.toMatchObject({
      code: "invalid",
      fields: { consentedOn: expect.any(String) },
    });
    await expect(lift("2999-01-01")).rejects.toMatchObject({ code: "invalid" });
    expect((await getNumberStanding(admin, { phone: other })).isOptedOut).toBe(true);

    await lift("2026-11-12");
    const standing = await getNumberStanding(admin, { phone: other });
    expect(standing.isOptedOut).toBe(false);
    expect(standing.evidence[0]).toMatchObject({
      kind: "restored",
      wording: consent,
      occurredAt: new Date("2026-11-12T12:00:00Z"),
      recordedBy: "Mo Example",
    });
    await expect(lift("2026-11-12")).rejects.toMatchObject({ code: "not_found" });
  });

  it("is an event each time, by the evidence it left, and none where it was refused", async () => {
    const stranger = "+12125550177";
    const before = await countEvents();
    await addOptOut(admin, { phone: stranger, wording: words });
    await addOptOut(admin, { phone: stranger, wording: words });
    const lift = (consentedOn: string) => liftOptOut(admin, { phone: stranger, wording: consent, consentedOn });
    await expect(lift("2020-01-01")).rejects.toMatchObject({ code: "invalid" });
    await lift(new Date().toISOString().slice(0, 10));

    const { evidence } = await getNumberStanding(admin, { phone: stranger });
    const events = await Promise.all(evidence.map(({ id }) => listEventsOf("optout", id)));
    expect(events).toMatchObject([
      [{ kind: "lifted", actor: { kind: "person", id: adminId } }],
      [{ kind: "added", data: { isNew: false } }],
      [{ kind: "added", data: { isNew: true }, actor: { kind: "person", id: adminId } }],
    ]);
    expect(await countEvents()).toBe(before + 3);
  });
});

async function countEvents(): Promise<number> {
  return (await database.query("SELECT FROM event WHERE object = 'optout'")).rowCount ?? 0;
}

test("evidence says after which campaign, from which import and by whom, in one list", async () => {
  const campaign = await database.query<{ id: number }>("INSERT INTO campaign (name) VALUES ('Advent') RETURNING id");
  const file = await database.query<{ id: number }>(
    `INSERT INTO import (file_name, status, options) VALUES ('fair.csv', 'done', '{"consentSource": "Fair"}') RETURNING id`,
  );
  const [campaignId, importId] = [campaign.rows[0]?.id, file.rows[0]?.id];
  const someone = "+12125550188";
  const { rows } = await database.query<{ id: number }>("INSERT INTO subscriber (phone) VALUES ($1) RETURNING id", [
    someone,
  ]);
  await database.query(
    `INSERT INTO consent_event (phone, kind, source, campaign_id, import_id, user_id, occurred_at)
     VALUES ($1, 'granted', 'import', NULL, $2, $4, now()), ($1, 'revoked', 'keyword', $3, NULL, NULL, now()),
            ($1, 'restored', 'admin', 0, 0, 0, now())`,
    [someone, importId, campaignId, adminId],
  );
  const expected = [
    { kind: "restored", campaign: null, import: null, recordedBy: null },
    { kind: "revoked", campaign: { id: campaignId, name: "Advent" }, import: null, recordedBy: null },
    {
      kind: "granted",
      import: { id: importId, fileName: "fair.csv", consentSource: "Fair" },
      recordedBy: "Mo Example",
    },
  ];
  expect(await listConsentEvidence(onlooker, rows[0]?.id ?? 0)).toMatchObject(expected);
  expect((await getNumberStanding(onlooker, { phone: someone })).evidence).toMatchObject(expected);
});
