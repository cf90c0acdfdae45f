import { beforeAll, describe, expect, it } from "vitest";
import type { Start } from "@/lib/campaigns/schema";
import { createTestDatabase } from "../../support/database.ts";
import { everyone, viewerAs, withTags } from "./fixtures.ts";

const database = await createTestDatabase();
const { getTurns, turnsOf } = await import("@/lib/campaigns/queries/turns");
const { placeOfKey } = await import("@/lib/compliance/places");
const { saveSendingSettings } = await import("@/lib/settings/commands");
const { sendingSettingsSchema } = await import("@/lib/settings/schema");

const viewer = viewerAs("marketer");
const far = "2027-06-02"; // A Wednesday without a holiday.
const local = (time: string): Start => ({ kind: "local", date: far, time });
const inBerlin = (time: string): Start => ({ kind: "at", date: far, time, zone: "Europe/Berlin" });

beforeAll(async () => {
  const people = [
    ["+4915112345678", "DE", null, true],
    ["+4915112345679", "DE", null, true],
    ["+33612345678", "FR", null, true],
    ["+12125550101", "US", null, true],
    ["+13105550101", "US", null, true],
    ["+819012345678", "JP", null, false],
  ] as const;
  for (const [phone, country, zone, hasConsent] of people) {
    await database.query(
      `INSERT INTO subscriber (phone, country, time_zone, consented_at, updated_at)
       VALUES ($1, $2, $3, CASE WHEN $4 THEN now() END, now())`,
      [phone, country, zone, hasConsent],
    );
  }
});

async function quietHours(hasQuietHours: boolean) {
  await saveSendingSettings(viewer, sendingSettingsSchema.parse({ hasQuietHours }));
}

const turns = (start: Start, ignoresQuietHours = false) =>
  getTurns(viewer, { audience: everyone, start, ignoresQuietHours });

describe("the turns of an audience", () => {
  it("go from east to west by local time; who may not be texted is not waited for", async () => {
    await quietHours(false);
    expect(await turns(local("10:00"))).toEqual({
      first: "2027-06-02T08:00:00.000Z",
      last: "2027-06-02T17:00:00.000Z",
      earliest: 3,
      over: 0,
      waiting: 0,
      waitUntil: null,
    });
  });

  it("are one moment for everybody at a date; quiet hours hold those for whom it is night", async () => {
    await quietHours(true);
    const morning = await turns(inBerlin("10:00"));
    expect([morning?.first, morning?.last]).toEqual(["2027-06-02T08:00:00.000Z", "2027-06-02T08:00:00.000Z"]);
    // It is 04:00 in New York and 01:00 in Los Angeles, where hours begin at nine.
    expect([morning?.waiting, morning?.waitUntil]).toEqual([2, "2027-06-02T16:00:00.000Z"]);
    expect(morning?.earliest).toBe(3);
    expect((await turns(inBerlin("18:30")))?.waiting).toBe(0);
  });

  it("quiet hours hold nobody where they are off, or do not count", async () => {
    await quietHours(true);
    // In Los Angeles it is six in the evening of the day before.
    expect((await turns(inBerlin("03:00")))?.waiting).toBe(4);
    expect((await turns(inBerlin("03:00"), true))?.waiting).toBe(0);
    await quietHours(false);
    expect((await turns(inBerlin("03:00")))?.waiting).toBe(0);
  });

  it("of nobody there are none", async () => {
    expect(
      await getTurns(viewer, { audience: withTags([]), start: local("10:00"), ignoresQuietHours: false }),
    ).toBeNull();
    expect(
      await getTurns(viewer, { audience: withTags([1]), start: local("10:00"), ignoresQuietHours: false }),
    ).toBeNull();
  });

  it("a local time may be over in the east while the west still waits", () => {
    const there = [
      { place: placeOfKey("DE"), people: 3 },
      { place: placeOfKey("US+1212"), people: 4 },
    ];
    const noon = new Date("2027-06-02T12:00:00Z");
    expect(turnsOf(there, local("10:00"), false, noon)).toMatchObject({ over: 3, last: "2027-06-02T14:00:00.000Z" });
    expect(turnsOf(there, local("10:00"), false, new Date("2027-06-01T12:00:00Z"))?.over).toBe(0);
  });
});
