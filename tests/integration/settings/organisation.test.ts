import { describe, expect, it } from "vitest";
import { actorOf } from "@/lib/events/actor";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";

const database: TestDatabase = await createTestDatabase();
const { getInstallation, getOrganisation } = await import("@/lib/settings/queries");
const { saveOrganisation } = await import("@/lib/settings/commands");
const { organisationSchema } = await import("@/lib/settings/schema");
const { zoneOptions } = await import("@/components/ui/time-zones");

const ada = actorOf({ userId: 7, name: "Ada" });

const acme = {
  name: "Acme Yoga",
  support: "hello@acmeyoga.example",
  optOutLine: "Reply STOP to opt out",
  defaultCountry: "DE",
  timeZone: "Europe/Berlin",
};

describe("the organisation", () => {
  it("has defaults before anybody set it", async () => {
    expect(await getOrganisation()).toMatchObject({ name: "Tidings", defaultCountry: "US", timeZone: "UTC" });
  });

  it("is what was saved last, in one row", async () => {
    await saveOrganisation(ada, { ...acme, name: "Before" });
    await saveOrganisation(ada, acme);
    expect(await getOrganisation()).toEqual(acme);
    const { rows } = await database.query("SELECT count(*)::int AS n FROM setting WHERE key = 'organisation'");
    expect(rows).toEqual([{ n: 1 }]);
  });

  it("may leave out the opt-out line and the support address", () => {
    expect(organisationSchema.parse({ ...acme, optOutLine: " ", support: "" })).toMatchObject({
      optOutLine: "",
      support: "",
    });
  });

  it.each([
    ["name", " "],
    ["name", "x".repeat(41)],
    ["optOutLine", "x".repeat(61)],
    ["defaultCountry", "Germany"],
    ["timeZone", "Berlin"],
  ])("refuses a %s of %j", (field, value) => {
    const parsed = organisationSchema.safeParse({ ...acme, [field]: value });
    expect(parsed.error?.issues.map(({ path }) => path[0])).toEqual([field]);
  });

  it("can be in every zone that is offered, and Postgres knows them all", async () => {
    const offered = zoneOptions(new Date("2026-11-21T12:00:00Z"));
    for (const { value } of offered)
      expect(organisationSchema.safeParse({ ...acme, timeZone: value }).success).toBe(true);
    const unknown = await database.query(
      "SELECT zone FROM unnest($1::text[]) AS z (zone) WHERE lower(zone) NOT IN (SELECT lower(name) FROM pg_timezone_names)",
      [offered.map(({ value }) => value)],
    );
    expect(unknown.rows).toEqual([]);
    expect(offered.find(({ value }) => value === "America/New_York")).toMatchObject({
      label: "America/New York",
      note: "UTC\u221205:00",
    });
    expect(new Set(offered.map(({ value }) => value)).size).toBe(offered.length);
  });

  it("keeps the name of its installation for good", async () => {
    const name = await getInstallation();
    expect(name).toMatch(/^[0-9a-f]{8}$/);
    expect(await getInstallation()).toBe(name);
  });
});
