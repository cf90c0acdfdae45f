import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import type { Viewer } from "@/lib/auth/viewer";
import { listConsentEvidence } from "@/lib/consent/evidence";
import { actorOf } from "@/lib/events/actor";
import { formatPhone } from "@/lib/format";
import { decodeCursor } from "@/lib/paging";
import {
  addSubscriber,
  changeSubscriber,
  deleteSubscriber,
  recordConsent,
  tagSubscribers,
  untagSubscribers,
} from "@/lib/subscribers/commands";
import { listSubscribers, subscriberPage } from "@/lib/subscribers/list";
import { findSubscriberByPhone, getSubscriber, getSubscriberCounts } from "@/lib/subscribers/queries";
import { newSubscriberSchema, subscriberChangeSchema } from "@/lib/subscribers/schema";
import type { SubscriberFilter } from "@/lib/subscribers/views";
import { createTag } from "@/lib/tags/commands";
import { listTags } from "@/lib/tags/queries";
import { createTestDatabase } from "../../support/database";
import { viewerAs } from "../campaigns/fixtures.ts";

const database = await createTestDatabase();
const editor = viewerAs("editor", 7, "E");
const onlooker = viewerAs("viewer", 7, "E");

beforeEach(async () => {
  await database.query("ALTER TABLE consent_event DISABLE TRIGGER USER");
  await database.query(
    "TRUNCATE subscriber, subscriber_tag, tag, suppression, consent_event, table_counter RESTART IDENTITY",
  );
  await database.query("ALTER TABLE consent_event ENABLE TRIGGER USER");
});

const consent = "Filled in the form in the shop on 3 November.";

function add(phone: string, more: Record<string, unknown> = {}) {
  return addSubscriber(editor, newSubscriberSchema.parse({ phone, country: "DE", consent, ...more }));
}

async function namesOf(viewer: Viewer, filter: SubscriberFilter): Promise<string[]> {
  return (await listSubscribers(viewer, filter, null)).rows.map(({ name }) => name);
}

describe("adding somebody by hand", () => {
  test("keeps the number in its one form, and the evidence of consent word for word", async () => {
    const tag = await createTag(actorOf(editor), { name: "VIP" });
    const { id, isSuppressed } = await add("0151 12345678", {
      firstName: " Anna ",
      email: "Anna@Example.com",
      tagIds: [tag.id],
    });
    expect(isSuppressed).toBe(false);
    expect(await getSubscriber(editor, id)).toMatchObject({
      name: "Anna",
      phone: formatPhone("+4915112345678"),
      email: "anna@example.com",
      country: "DE",
      timeZone: "Europe/Berlin",
      status: "subscribed",
      tags: [{ id: tag.id, name: "VIP" }],
    });
    expect(await listConsentEvidence(editor, id)).toMatchObject([
      { kind: "granted", source: "admin", wording: consent, import: null },
    ]);
    expect(await getSubscriberCounts(editor)).toEqual({ subscribers: 1, optedOut: 0 });
  });

  test("demands how they agreed, and a number that can be one", async () => {
    const without = newSubscriberSchema.safeParse({ phone: "0151 12345678", consent: "yes" });
    expect(without.error?.issues[0]?.path).toEqual(["consent"]);
    await expect(add("12")).rejects.toMatchObject({
      code: "invalid",
      fields: { phone: expect.stringMatching(/too short/) },
    });
    expect(newSubscriberSchema.safeParse({ phone: "1", consent, email: "a@b" }).success).toBe(false);
  });

  test("refuses a number that is here already, however it is written", async () => {
    await add("0151 12345678");
    await expect(add("+49 (0)151 123-45678")).rejects.toMatchObject({
      code: "conflict",
      fields: { phone: expect.any(String) },
    });
    expect(await database.query("SELECT FROM consent_event")).toMatchObject({ rowCount: 1 });
  });

  test("never revives a number that opted out, and says so", async () => {
    await database.query("INSERT INTO suppression (phone, source) VALUES ('+4915112345678', 'keyword')");
    const { id, isSuppressed } = await add("0151 12345678");
    expect(isSuppressed).toBe(true);
    expect(await getSubscriber(editor, id)).toMatchObject({ status: "opted_out", consentedAt: null });
    expect(await listConsentEvidence(editor, id)).toEqual([]);
    await expect(recordConsent(editor, { id, consent })).rejects.toMatchObject({ code: "conflict" });
    expect(await database.query("SELECT FROM suppression")).toMatchObject({ rowCount: 1 });
  });
});

describe("editing and deleting", () => {
  test("names, address and fields change; blank fields go", async () => {
    const { id } = await add("0151 12345678");
    const change = subscriberChangeSchema.parse({ id, firstName: "Bea", attributes: { city: " Köln ", size: " " } });
    await changeSubscriber(editor, change);
    expect(await getSubscriber(editor, id)).toMatchObject({ firstName: "Bea", attributes: { city: "Köln" } });
    await expect(changeSubscriber(editor, { ...change, id: 999 })).rejects.toMatchObject({ code: "not_found" });
  });

  test("consent given later is recorded and makes them reachable", async () => {
    await database.query("INSERT INTO subscriber (phone) VALUES ('+4915112345678')");
    expect(await getSubscriber(editor, 1)).toMatchObject({ status: "no_consent" });
    await recordConsent(editor, { id: 1, consent });
    expect(await getSubscriber(editor, 1)).toMatchObject({ status: "subscribed" });
    expect(await listConsentEvidence(editor, 1)).toMatchObject([{ kind: "granted", wording: consent }]);
  });

  test("the opt-out and the evidence outlive the person", async () => {
    const tag = await createTag(actorOf(editor), { name: "VIP" });
    const { id } = await add("0151 12345678", { tagIds: [tag.id] });
    await database.query("INSERT INTO suppression (phone, source) VALUES ('+4915112345678', 'keyword')");
    await deleteSubscriber(editor, { id });
    await expect(getSubscriber(editor, id)).rejects.toMatchObject({ code: "not_found" });
    expect(await database.query("SELECT FROM suppression")).toMatchObject({ rowCount: 1 });
    expect(await database.query("SELECT FROM consent_event")).toMatchObject({ rowCount: 1 });
    expect(await listTags(editor)).toMatchObject([{ subscriberCount: 0 }]);
    await expect(deleteSubscriber(editor, { id })).rejects.toMatchObject({ code: "not_found" });
  });
});

test("the tags of a person stand in the order of their names, whatever their case", async () => {
  const tagIds: number[] = [];
  for (const name of ["beta", "Gamma", "Alpha"]) tagIds.push((await createTag(editor, { name })).id);
  const { id } = await add("0151 12345678", { tagIds });
  const inOrder = [{ name: "Alpha" }, { name: "beta" }, { name: "Gamma" }];
  expect((await getSubscriber(editor, id)).tags).toMatchObject(inOrder);
  expect((await listSubscribers(editor, {}, null)).rows[0]?.tags).toMatchObject(inOrder);
});

test("tags go on and off many at once, and say how many changed", async () => {
  const tag = await createTag(actorOf(editor), { name: "VIP" });
  const ids = [(await add("0151 12345671")).id, (await add("0151 12345672")).id];
  expect(await tagSubscribers(editor, { subscriberIds: ids.slice(0, 1), tagId: tag.id })).toEqual({ changed: 1 });
  expect(await tagSubscribers(editor, { subscriberIds: [...ids, 999], tagId: tag.id })).toEqual({ changed: 1 });
  expect(await listTags(editor)).toMatchObject([{ subscriberCount: 2 }]);
  expect(await untagSubscribers(editor, { subscriberIds: [...ids, 999], tagId: tag.id })).toEqual({ changed: 2 });
  expect(await listTags(editor)).toMatchObject([{ subscriberCount: 0 }]);
});

describe("finding people", () => {
  beforeEach(async () => {
    await database.query(
      `INSERT INTO subscriber (phone, first_name, last_name, email, consented_at) VALUES
       ('+4915112345671', 'Anna', 'Berg', 'anna@example.com', now()),
       ('+4915112345672', 'Bert', '100% Cohn', 'b_c@example.com', now()),
       ('+4915112345673', 'Cleo', 'Ünal', '', NULL),
       ('+4915112345674', 'Dora', 'Berg', '', NULL)`,
    );
    await database.query(
      "INSERT INTO suppression (phone, source) VALUES ('+4915112345674', 'keyword'), ('+4915112345671', 'admin')",
    );
    await database.query("INSERT INTO tag (name) VALUES ('T')");
    await database.query(
      "INSERT INTO subscriber_tag SELECT 1, id FROM subscriber WHERE first_name IN ('Anna', 'Cleo')",
    );
  });

  test.each<[SubscriberFilter, string[]]>([
    [{ query: "berg" }, ["Dora Berg", "Anna Berg"]],
    [{ query: "ANNA B" }, ["Anna Berg"]],
    [{ query: "ünal" }, ["Cleo Ünal"]],
    [{ query: "b_c@" }, ["Bert 100% Cohn"]],
    [{ query: "%" }, ["Bert 100% Cohn"]],
    [{ query: "0151 1234567 3" }, ["Cleo Ünal"]],
    [{ status: "opted_out" }, ["Dora Berg", "Anna Berg"]],
    [{ status: "no_consent" }, ["Cleo Ünal"]],
    [{ status: "subscribed" }, ["Bert 100% Cohn"]],
    [{ tagId: 1 }, ["Cleo Ünal", "Anna Berg"]],
    [{ tagId: 1, status: "opted_out", query: "berg" }, ["Anna Berg"]],
    [{ query: "nobody" }, []],
  ])("%j", async (filter, names) => {
    expect(await namesOf(editor, filter)).toEqual(names);
  });

  test("a number in any form leads to its subscriber", async () => {
    expect(await findSubscriberByPhone(editor, "0151 / 123 456 72", "DE")).toBe(2);
    expect(await findSubscriberByPhone(editor, "+4915112345679", "DE")).toBeNull();
    expect(await findSubscriberByPhone(editor, "berg", "DE")).toBeNull();
    expect(await findSubscriberByPhone(editor, "0151 12345672", "US")).toBe(2);
    expect(await findSubscriberByPhone(onlooker, "0151 12345672", "US")).toBeNull();
    expect(await findSubscriberByPhone(editor, "0151 1234567", "US")).toBeNull();
  });

  test("whoever sees numbers masked cannot find them out by searching", async () => {
    const { rows } = await listSubscribers(onlooker, {}, null);
    expect(rows.every(({ phone }) => phone.includes("•"))).toBe(true);
    expect(await namesOf(onlooker, { query: "1234567" })).toEqual([]);
    expect(await namesOf(onlooker, { query: "berg +49151" })).toEqual([]);
    expect(await namesOf(onlooker, { query: "+4915112345672" })).toEqual(["Bert 100% Cohn"]);
    expect(await namesOf(onlooker, { query: "berg" })).toEqual(["Dora Berg", "Anna Berg"]);
  });
});

test("pages have neither gaps nor repeats, forwards and back, while people come and go", async () => {
  await database.query(
    "INSERT INTO subscriber (phone) SELECT '+49151' || (10000000 + n) FROM generate_series(1, 260) AS n",
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 12 }), async (moves) => {
      let page = await listSubscribers(editor, {}, null);
      const newest = page.rows[0]?.id ?? 0;
      for (const isForward of moves) {
        const before = page.rows.map(({ id }) => id);
        const cursor = decodeCursor(isForward ? page.next : page.previous);
        if (!cursor) continue;
        page = await listSubscribers(editor, {}, cursor);
        const after = page.rows.map(({ id }) => id);
        expect(after).toHaveLength(Math.min(50, isForward ? (before.at(-1) ?? 0) - 1 : newest - (before[0] ?? 0)));
        if (isForward) expect(after[0]).toBe((before.at(-1) ?? 0) - 1);
        else expect(after.at(-1)).toBe((before[0] ?? 0) + 1);
      }
    }),
    { numRuns: 15 },
  );
  const { next } = await listSubscribers(editor, {}, null);
  await database.query("INSERT INTO subscriber (phone) VALUES ('+4915199999999')");
  await database.query("DELETE FROM subscriber WHERE id = 215");
  const second = await listSubscribers(editor, {}, decodeCursor(next));
  expect(second.rows.map(({ id }) => id)).toEqual(Array.from({ length: 50 }, (_, index) => 210 - index));
});

test("a search among many reads the index, not the table", async () => {
  await database.query(
    "INSERT INTO subscriber (phone, first_name, last_name) SELECT '+49151' || (10000000 + n), 'Vor' || n, 'Nach' || n FROM generate_series(1, 20000) AS n",
  );
  await database.query("VACUUM ANALYZE subscriber");
  const search = { pattern: "%nach1999%", onNames: false };
  const { text, values } = subscriberPage.textFor({ search, from: null, isBack: false });
  const { rows } = await database.query<{ "QUERY PLAN": string }>(`EXPLAIN ${text}`, values);
  expect(rows.map((row) => row["QUERY PLAN"]).join("\n")).toMatch(/subscriber_search_idx/);
});
