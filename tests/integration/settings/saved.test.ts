import { beforeEach, expect, test } from "vitest";
import { actorOf } from "@/lib/events/actor";
import { listEventsOf } from "@/lib/events/read";
import { saveOrganisation, saveSendingSettings } from "@/lib/settings/commands";
import { getOrganisation, getSendingSettings } from "@/lib/settings/queries";
import { organisationSchema, sendingSettingsSchema } from "@/lib/settings/schema";
import { createTestDatabase } from "../../support/database.ts";

/** What is saved is told with the name of whoever saved it, and with the fields that are others than before. */

const database = await createTestDatabase();
const ada = actorOf({ userId: 7, name: "Ada" });
const bo = actorOf({ userId: 8, name: "Bo" });
const organisation = organisationSchema.parse({});
const sending = sendingSettingsSchema.parse({ hasQuietHours: false });

let before = 0;

beforeEach(async () => {
  await database.query("DELETE FROM setting");
  before = (await database.query("SELECT FROM event")).rowCount ?? 0;
});

/** Events of this test, the oldest first. They cannot be taken away again. */
async function told() {
  const keys = ["organisation", "sending"] as const;
  const events = (await Promise.all(keys.map((key) => listEventsOf("settings", key)))).flat();
  const sorted = events.sort((one, other) => one.at.getTime() - other.at.getTime());
  return sorted.slice(before).map(({ objectId, kind, data, actor }) => [objectId, kind, data, actor.name]);
}

test("an event names who changed which fields; what was never set had its default", async () => {
  await saveOrganisation(ada, { ...organisation, name: "Acme Yoga", timeZone: "Europe/Berlin" });
  await saveOrganisation(bo, { ...organisation, name: "Acme", timeZone: "Europe/Berlin" });
  expect(await told()).toEqual([
    ["organisation", "changed", { fields: ["name", "timeZone"] }, "Ada"],
    ["organisation", "changed", { fields: ["name"] }, "Bo"],
  ]);
  expect(await getOrganisation()).toEqual({ ...organisation, name: "Acme", timeZone: "Europe/Berlin" });
});

test("a frequency cap is one field, however deep it differs, and taking it away is a change", async () => {
  await saveSendingSettings(ada, { ...sending, frequencyCap: { messages: 2, days: 7 } });
  await saveSendingSettings(bo, { ...sending, frequencyCap: { messages: 2, days: 7 } });
  await saveSendingSettings(bo, { ...sending, frequencyCap: { messages: 3, days: 7 } });
  await saveSendingSettings(ada, sending);
  const changed = ["sending", "changed", { fields: ["frequencyCap"] }];
  expect(await told()).toEqual([
    [...changed, "Ada"],
    [...changed, "Bo"],
    [...changed, "Ada"],
  ]);
  expect(await getSendingSettings()).toEqual(sending);
});

test("saving what stands there already is kept whole, and is no event", async () => {
  await saveOrganisation(ada, organisation);
  expect(await told()).toEqual([]);
  const { rows } = await database.query("SELECT value FROM setting WHERE key = 'organisation'");
  expect(rows).toEqual([{ value: organisation }]);
});

test("twelve who save the same at once: it was changed once", async () => {
  await saveOrganisation(ada, organisation);
  const same = { ...organisation, name: "Acme" };
  await Promise.all(Array.from({ length: 12 }, () => saveOrganisation(ada, same)));
  expect(await told()).toEqual([["organisation", "changed", { fields: ["name"] }, "Ada"]]);
});

test("nothing is saved of which the event cannot be written", async () => {
  await expect(saveOrganisation({ ...ada, name: "\0" }, { ...organisation, name: "Acme" })).rejects.toThrow();
  expect(await getOrganisation()).toEqual(organisation);
});
