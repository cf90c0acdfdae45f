import { beforeEach, describe, expect, test } from "vitest";
import { addOptOut, liftOptOut } from "@/lib/consent/commands";
import { mergeImport } from "@/lib/imports/merge";
import { sendTest } from "@/lib/messages/send-test";
import { expandCampaign } from "@/lib/sending/expand/expand";
import { dispatchCampaign } from "@/lib/sending/lane/dispatch";
import {
  addSubscriber,
  changeSubscriber,
  deleteSubscriber,
  recordConsent,
  tagSubscribers,
} from "@/lib/subscribers/commands";
import { newSubscriberSchema } from "@/lib/subscribers/schema";
import { createTestDatabase } from "../../support/database.ts";
import { addLaunchedCampaign, startRig } from "../../support/rig.ts";
import { addCampaign, viewerAs } from "../campaigns/fixtures.ts";
import { deliver, text } from "./sinch-calls.ts";
import { checked, csvOf } from "./uploads.ts";

/** Every way by which a number that said STOP might come back. Only two lead back, and both leave evidence. */

const database = await createTestDatabase();
const rig = await startRig({ callbacks: false });
const never = new AbortController().signal;
const admin = viewerAs("admin");
const consent = "Signed the form at the till";
let phone = "";
let id = 0;
let people = 0;

const newPerson = () => newSubscriberSchema.parse({ phone, consent });

/** Somebody who agreed, was texted, and said STOP. */
beforeEach(async () => {
  people += 1;
  phone = `+1205555${1000 + people}`;
  id = (await addSubscriber(admin, newPerson())).id;
  await deliver(text(phone, "STOP"));
});

async function isOptedOut(): Promise<boolean> {
  return (await database.query("SELECT FROM suppression WHERE phone = $1", [phone])).rowCount === 1;
}

async function evidence(): Promise<string[]> {
  const { rows } = await database.query<{ kind: string; source: string }>(
    "SELECT kind, source FROM consent_event WHERE phone = $1 ORDER BY id",
    [phone],
  );
  return rows.map(({ kind, source }) => `${kind} by ${source}`);
}

const asBefore = ["granted by admin", "revoked by keyword"];

async function isTexted(): Promise<boolean> {
  const campaignId = await addLaunchedCampaign(database, "Doors open at 5");
  await expandCampaign(campaignId, 1_000, never);
  await dispatchCampaign(campaignId, rig.engine, never);
  const accepted = await rig.accepted();
  return accepted.some((m) => m.recipient === phone && m.client_reference.startsWith(`c.test.${campaignId}.`));
}

describe("leads nowhere", () => {
  const ways: [string, () => Promise<unknown>][] = [
    ["importing the number again", async () => mergeImport(await checked(admin, csvOf([phone]), {}), never)],
    [
      "importing it in another spelling",
      async () => mergeImport(await checked(admin, csvOf([`${phone.slice(0, 5)} (${phone.slice(5)})`]), {}), never),
    ],
    [
      "editing the person",
      () => changeSubscriber(admin, { id, firstName: "Mo", lastName: "", email: "", attributes: {} }),
    ],
    ["recording a consent of before", () => recordConsent(admin, { id, consent })],
    ["tagging the person", () => tagSubscribers(admin, { subscriberIds: [id], tagId: 1 })],
    ["adding the number a second time", () => addSubscriber(admin, newPerson())],
    [
      "deleting the person and adding them anew",
      async () => {
        await deleteSubscriber(admin, { id });
        await addSubscriber(admin, newPerson());
      },
    ],
    [
      "deleting the person and importing them anew",
      async () => {
        await deleteSubscriber(admin, { id });
        await mergeImport(await checked(admin, csvOf([phone]), {}), never);
      },
    ],
    [
      "a consent dated before the opt-out",
      () => liftOptOut(admin, { phone, wording: consent, consentedOn: "2020-01-01" }),
    ],
    ["a START of before", () => deliver(text(phone, "START", "09:00"))],
    ["an answer that only sounds like one", () => deliver(text(phone, "Please start sending again maybe", "11:00"))],
    ["YES without anybody having asked", () => deliver(text(phone, "YES", "11:00"))],
    ["the same STOP once more", () => deliver(text(phone, "STOP", "10:30"))],
  ];

  test.each(ways)("%s", async (_way, tryIt) => {
    await tryIt().catch((error) => expect(["conflict", "invalid"]).toContain(error.code));
    expect(await isOptedOut()).toBe(true);
    expect((await evidence()).filter((event) => !event.startsWith("revoked"))).toEqual([asBefore[0]]);
    expect(await isTexted()).toBe(false);
  });

  test("an import that was started before the STOP", async () => {
    phone = `+1206555${1000 + people}`;
    const importId = await checked(admin, csvOf([phone]), {});
    await deliver(text(phone, "STOP"));
    await mergeImport(importId, never);
    expect(await isOptedOut()).toBe(true);
    expect(await evidence()).toEqual(["revoked by keyword"]);
    expect(await isTexted()).toBe(false);
  });

  test("a test send", async () => {
    const campaignId = await addCampaign(database, { body: "Hi" });
    await expect(sendTest(admin, { campaignId, phone, subscriberId: null })).rejects.toMatchObject({ code: "invalid" });
  });
});

describe("leads back, with evidence", () => {
  test("START, written later", async () => {
    await deliver(text(phone, "START", "10:01"));
    expect(await isOptedOut()).toBe(false);
    expect(await evidence()).toEqual([...asBefore, "restored by keyword"]);
    expect(await isTexted()).toBe(true);
  });

  test("an administrator who writes down a newer consent", async () => {
    const today = new Date().toISOString().slice(0, 10);
    await liftOptOut(admin, { phone, wording: consent, consentedOn: today });
    expect(await isOptedOut()).toBe(false);
    expect(await evidence()).toEqual([...asBefore, "restored by admin"]);
  });
});

test("every opt-out has its evidence, and no subscriber has consent without it", async () => {
  await addOptOut(admin, { phone: "+12065550100", wording: "Called us and asked to be left alone" });
  const { rows } = await database.query(
    `SELECT phone FROM suppression x WHERE NOT EXISTS (SELECT FROM consent_event e WHERE e.phone = x.phone AND e.kind = 'revoked')
     UNION ALL
     SELECT phone FROM subscriber s WHERE consented_at IS NOT NULL
        AND NOT EXISTS (SELECT FROM consent_event e WHERE e.phone = s.phone AND e.kind IN ('granted', 'restored'))`,
  );
  expect(rows).toEqual([]);
});
