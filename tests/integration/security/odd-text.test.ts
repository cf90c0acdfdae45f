import { beforeAll, describe, expect, test, vi } from "vitest";
import { createCampaignAction, saveDraftAction } from "@/app/(dashboard)/campaigns/actions";
import { addOptOutAction, findNumberAction } from "@/app/(dashboard)/opt-outs/actions";
import { saveOrganisationAction } from "@/app/(dashboard)/settings/actions";
import * as people from "@/app/(dashboard)/subscribers/actions";
import { openSession } from "@/lib/auth/sessions";
import { listCampaigns } from "@/lib/campaigns/queries/list";
import { listOptOuts } from "@/lib/consent/queries";
import { listImports } from "@/lib/imports/queries";
import { listRecipients } from "@/lib/messages/queries";
import { decodeCursor } from "@/lib/paging";
import { organisationSchema } from "@/lib/settings/schema";
import { listSubscribers } from "@/lib/subscribers/list";
import { createTestDatabase } from "../../support/database.ts";
import { addSubscribers } from "../../support/rig.ts";
import { carry, fromThisOrigin } from "../auth/next-request.ts";
import { makeUser } from "../auth/people.ts";
import { viewerAs } from "../campaigns/fixtures.ts";

vi.mock("next/headers", async () => (await import("../auth/next-request.ts")).nextHeaders);
vi.mock("next/cache", () => ({ revalidatePath: () => undefined }));

/** Text of every kind in every field, and addresses that somebody made up: words or a page, never an error id. */

const database = await createTestDatabase();
const viewer = viewerAs("admin");
const consent = "They agreed at the till";
let subscriberId = 0;
let campaignId = 0;

beforeAll(async () => {
  const { id } = await makeUser("admin");
  fromThisOrigin();
  await carry(await openSession(id, "", new Date()));
  [subscriberId = 0] = await addSubscribers(database, [{ phone: "+12015550001", firstName: "50% off_\\" }]);
  const made = await createCampaignAction({ name: "Draft" });
  campaignId = made.ok ? made.data.campaignId : 0;
});

const signs = { "a NUL": "a\0b", "half a surrogate pair": "a\ud83d", "the other half": "\ude00b" };

describe.each(Object.entries(signs))("%s is refused in words, beside its field", (_name, odd) => {
  const audience = { everyone: true };
  test.each([
    ["a tag's name", "name", () => people.createTagAction({ name: odd })],
    ["a name", "firstName", () => people.addSubscriberAction({ phone: "+12015550002", consent, firstName: odd })],
    ["a consent", "consent", () => people.recordConsentAction({ id: subscriberId, consent: `${consent} ${odd}` })],
    [
      "a field",
      "attributes.city",
      () => people.changeSubscriberAction({ id: subscriberId, attributes: { city: odd } }),
    ],
    ["a search", "query", () => people.searchSubscribersAction({ query: odd })],
    ["a campaign's name", "name", () => createCampaignAction({ name: odd })],
    ["a text", "body", () => saveDraftAction({ campaignId, version: 1, name: "x", body: odd, audience })],
    [
      "the wording of an opt-out",
      "wording",
      () => addOptOutAction({ phone: "+12015550003", wording: `${consent}${odd}` }),
    ],
    ["a typed number", "phone", () => findNumberAction({ phone: odd })],
    ["the brand", "name", () => saveOrganisationAction({ ...organisationSchema.parse({}), name: odd })],
  ])("%s", async (_field, path, act) => {
    const result = await act();
    expect(result).toMatchObject({ ok: false, error: { code: "invalid", fields: { [path]: expect.any(String) } } });
  });
});

test.each([
  ["emoji and families", "👩‍👩‍👧‍👦 Zoë 🏳️‍🌈"],
  ["right to left", "שלום مرحبا"],
  ["marks of order", "\u202eevil\u202c"],
  ["zero width", "a\u200bb"],
  ["a formula", "=HYPERLINK(1)"],
  ["a script", "<script>alert(1)</script>"],
  ["merge fields", "{{first_name}} ${first_name}"],
])("%s in a name is kept as it is", async (_name, firstName) => {
  expect(await people.changeSubscriberAction({ id: subscriberId, firstName })).toMatchObject({ ok: true });
  const { rows } = await database.query("SELECT first_name FROM subscriber WHERE id = $1", [subscriberId]);
  expect(rows).toEqual([{ first_name: firstName }]);
});

test("a name of a hundred emoji is cut between signs, not through one", async () => {
  const { cleanName } = await import("@/lib/subscribers/rules");
  const cut = cleanName(`x${"😀".repeat(100)}`);
  expect(cut.isWellFormed()).toBe(true);
  expect(cut.length).toBeLessThanOrEqual(100);
});

test.each([
  ["another case", "Café", "CAFÉ"],
  ["another spelling of the same letter", "Crème", "Cre\u0300me"],
  ["a sign nobody sees", "Guests", "Gue\u200bsts"],
  ["a mark of order", "Members", "\u202aMembers\u202c"],
  ["more space", "Old friends", " Old \t friends "],
])("two tags that differ by %s are one", async (_difference, one, other) => {
  expect(await people.createTagAction({ name: one })).toMatchObject({ ok: true });
  expect(await people.createTagAction({ name: other })).toMatchObject({ ok: false, error: { code: "conflict" } });
});

test.each(["__proto__", "constructor", "toString", "hasOwnProperty", "prototype"])(
  "a field named %s harms nobody",
  async (name) => {
    const attributes = JSON.parse(`{"${name}": "x", "city": "Bern"}`);
    const result = await people.changeSubscriberAction({ id: subscriberId, attributes });
    if (!result.ok) expect(result.error.code).toBe("invalid");
    expect(({} as Record<string, unknown>).x).toBeUndefined();
    const { rows } = await database.query("SELECT attributes FROM subscriber WHERE id = $1", [subscriberId]);
    expect(Object.keys(rows[0]?.attributes ?? {}).every((key) => /^[a-z][a-z0-9_]*$/.test(key))).toBe(true);
  },
);

describe("searching", () => {
  const find = async (query: string) => (await listSubscribers(viewer, { query }, null)).rows.length;
  test.each([
    ["%", 1],
    ["_", 1],
    ["\\", 1],
    ["50% off_\\", 1],
    ["0%of", 0],
    ["%%%%%%%%%%", 0],
    ["a\0b", 0],
    ["'; DROP TABLE subscriber; --", 0],
  ])("%j finds %d", async (query, expected) => {
    await database.query("UPDATE subscriber SET first_name = $2 WHERE id = $1", [subscriberId, "50% off_\\"]);
    await addSubscribers(database, [{ phone: `+1201556${1000 + query.length * 7}`, firstName: "Plain" }]).catch(
      () => [],
    );
    expect(await find(query)).toBe(expected);
  });
});

const made = (key: unknown[], direction = "after") =>
  Buffer.from(JSON.stringify({ direction, key })).toString("base64url");
const madeUp = [
  made(["x"]),
  made([99_999_999_999]),
  made([1.5]),
  made([-5], "before"),
  made(["2026-01-01", "a\0b"]),
  made(["Jan 1 0", "x"]),
  made(["2026-01-01 (x)", "x"]),
  made(["0000-01-01T00:00:00.000Z", "x"]),
  made([1, 2, 3, 4]),
  made([null]),
  "%%%",
  "e30",
];

describe.each(madeUp)("a cursor that somebody made up: %s", (text) => {
  test("is a page, in every list", async () => {
    const cursor = decodeCursor(text);
    await listSubscribers(viewer, {}, cursor);
    await listImports(viewer, cursor);
    await listCampaigns(viewer, { cursor: text });
    await listOptOuts(viewer, text);
    await listRecipients(viewer, { campaignId, filter: "all", cursor: text });
    await listRecipients(viewer, { campaignId, filter: "failed", cursor: text });
  });
});

test.each([
  ["a tag", () => people.deleteTagAction({ id: 99_999_999_999 })],
  ["a subscriber", () => people.deleteSubscriberAction({ id: 99_999_999_999 })],
  ["a tag for people", () => people.tagSubscribersAction({ subscriberIds: [1], tagId: 99_999_999_999 })],
  ["an audience", () => createCampaignAction({ name: "x", includeTagIds: [99_999_999_999] })],
  ["a version", () => saveDraftAction({ campaignId, version: 99_999_999_999, name: "x", body: "", audience: {} })],
])("an id beyond what a column holds: %s", async (_what, act) => {
  expect(await act()).toMatchObject({ ok: false, error: { code: "invalid" } });
});
