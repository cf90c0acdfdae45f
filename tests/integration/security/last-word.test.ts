import { describe, expect, test } from "vitest";
import { addOptOut, liftOptOut } from "@/lib/consent/commands";
import { createTestDatabase } from "../../support/database.ts";
import { addSubscribers } from "../../support/rig.ts";
import { viewerAs } from "../campaigns/fixtures.ts";
import { deliver, text } from "./sinch-calls.ts";

/** STOP and START are delivered in any order, twice, and at once. What counts is what the person wrote last. */

const database = await createTestDatabase();
let numbers = 0;

async function person(): Promise<string> {
  numbers += 1;
  const phone = `+1201555${1000 + numbers}`;
  await addSubscribers(database, [{ phone }]);
  return phone;
}

async function isOptedOut(phone: string): Promise<boolean> {
  return (await database.query("SELECT FROM suppression WHERE phone = $1", [phone])).rowCount === 1;
}

async function evidence(phone: string): Promise<string[]> {
  const { rows } = await database.query<{ kind: string }>(
    "SELECT kind FROM consent_event WHERE phone = $1 ORDER BY id",
    [phone],
  );
  return rows.map(({ kind }) => kind);
}

describe("delivered in the wrong order", () => {
  test("an older START that comes late does not undo a newer STOP", async () => {
    const phone = await person();
    await deliver(text(phone, "STOP", "10:05"));
    await deliver(text(phone, "START", "10:00"));
    expect(await isOptedOut(phone)).toBe(true);
    expect(await evidence(phone)).toEqual(["revoked"]);
  });

  test("an older STOP that comes late does not undo a newer START, and both are on record in their order", async () => {
    const phone = await person();
    await deliver(text(phone, "START", "10:05"));
    await deliver(text(phone, "STOP", "10:00"));
    expect(await isOptedOut(phone)).toBe(false);
    expect(await evidence(phone)).toEqual(["revoked", "restored"]);
    const replies = await database.query("SELECT FROM direct_message WHERE phone = $1", [phone]);
    expect(replies.rowCount).toBe(0);
  });

  test("of the same instant, STOP wins", async () => {
    const [one, other] = [await person(), await person()];
    await deliver(text(one, "STOP"));
    await deliver(text(one, "START"));
    await deliver(text(other, "START"));
    await deliver(text(other, "STOP"));
    expect([await isOptedOut(one), await isOptedOut(other)]).toEqual([true, true]);
  });

  test.each([
    ["10:00 STOP, 10:01 START, 10:02 STOP", true],
    ["10:00 START, 10:01 STOP, 10:02 START", false],
    ["10:00 STOP, 10:01 STOP, 10:02 START", false],
    ["10:00 START, 10:01 START, 10:02 STOP", true],
  ])("%s: every order of delivery ends the same", async (story, expected) => {
    const words = story.split(", ").map((word) => word.split(" "));
    for (const order of orders(words)) {
      const phone = await person();
      for (const [clock, word] of order) await deliver(text(phone, word ?? "", clock));
      expect({ order, isOptedOut: await isOptedOut(phone) }).toEqual({ order, isOptedOut: expected });
    }
  });

  test("a START of before an opt-out by hand does not lift it", async () => {
    const phone = await person();
    await addOptOut(viewerAs("admin"), { phone, wording: "Called us and asked to be left alone" });
    const earlier = new Date(Date.now() - 60_000).toISOString();
    await deliver({ ...text(phone, "START"), received_at: earlier });
    expect(await isOptedOut(phone)).toBe(true);
    await deliver({ ...text(phone, "START"), received_at: new Date(Date.now() + 60_000).toISOString() });
    expect(await isOptedOut(phone)).toBe(false);
  });
});

describe("at once", () => {
  test("STOP and START in parallel: the later one counts, whichever commits first", async () => {
    for (let round = 0; round < 20; round++) {
      const phone = await person();
      const messages = [text(phone, "STOP", "10:00"), text(phone, "START", "10:01"), text(phone, "STOP", "10:02")];
      const answers = await Promise.all(messages.map(deliver));
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
      expect(await isOptedOut(phone)).toBe(true);
    }
  });

  test("the same STOP ten times at once: one opt-out, one answer, one piece of evidence", async () => {
    const phone = await person();
    const stop = text(phone, "STOP");
    await Promise.all(Array.from({ length: 10 }, () => deliver(stop)));
    expect(await evidence(phone)).toEqual(["revoked"]);
    expect((await database.query("SELECT FROM direct_message WHERE phone = $1", [phone])).rowCount).toBe(1);
  });
});

describe("an opt-out that Sinch took on a channel of its own", () => {
  const change = (kind: "opt_out" | "opt_in", phone: string, clock: string, request = "REQ-1") => ({
    app_id: "demo-app",
    project_id: "demo-project",
    accepted_time: `2026-11-21T${clock}:00.000Z`,
    event_time: `2026-11-21T${clock}:00.000Z`,
    [`${kind}_notification`]: {
      request_id: request,
      contact_id: "",
      identity: phone.slice(1),
      channel: "RCS",
      status: `${kind.toUpperCase()}_FAILED`,
    },
  });

  test("suppresses at once and once, with evidence and without an answer", async () => {
    const phone = await person();
    expect((await deliver(change("opt_out", phone, "10:00"))).status).toBe(200);
    await deliver(change("opt_out", phone, "10:00"));
    expect(await isOptedOut(phone)).toBe(true);
    expect(await evidence(phone)).toEqual(["revoked"]);
    expect((await database.query("SELECT FROM direct_message WHERE phone = $1", [phone])).rowCount).toBe(0);
  });

  test("is lifted by a later START, and by no opt-in that Sinch reports", async () => {
    const phone = await person();
    await deliver(change("opt_out", phone, "10:00"));
    await deliver(change("opt_in", phone, "10:05"));
    expect(await isOptedOut(phone)).toBe(true);
    await deliver(text(phone, "START", "10:06"));
    expect(await isOptedOut(phone)).toBe(false);
  });
});

test("an opt-out by hand can be lifted on the same day, with the new consent on record", async () => {
  const phone = await person();
  const admin = viewerAs("admin");
  await addOptOut(admin, { phone, wording: "Called us and asked to be left alone" });
  const today = new Date().toISOString().slice(0, 10);
  await liftOptOut(admin, { phone, wording: "Signed the form again at the till", consentedOn: today });
  expect(await isOptedOut(phone)).toBe(false);
  expect(await evidence(phone)).toEqual(["revoked", "restored"]);
});

function orders<T>(items: T[]): T[][] {
  if (items.length < 2) return [items];
  return items.flatMap((item, index) =>
    orders(items.filter((_, other) => other !== index)).map((rest) => [item, ...rest]),
  );
}
