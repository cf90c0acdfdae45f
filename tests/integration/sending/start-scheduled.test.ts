import { afterAll, beforeEach, expect, test } from "vitest";
import { haltWords } from "@/lib/campaigns/halt";
import { closeClientBoss } from "@/lib/jobs/boss";
import { startScheduled } from "@/lib/sending/schedule";
import { sweepSending } from "@/lib/sending/sweep";
import { createTestDatabase } from "../../support/database.ts";
import { putStatus } from "../../support/put-status.ts";
import { addCampaign, addPeople, withTags } from "../campaigns/fixtures.ts";

/** What stands in the way of a scheduled campaign for a while, and what must not stand in the way of others. */
const database = await createTestDatabase();
afterAll(closeClientBoss);

beforeEach(async () => {
  await database.query("DELETE FROM campaign");
  await database.query("DELETE FROM import");
});

/** One that was to start so many minutes ago. */
async function addDue(tagId: number, minutes: number): Promise<number> {
  const campaignId = await addCampaign(database, { audience: withTags([tagId]) });
  await database.query(
    `UPDATE campaign SET status = 'scheduled', starts_at = now() - make_interval(mins => $2),
            timing = '{"start": {"kind": "at", "date": "2026-01-01", "time": "09:00", "zone": "Europe/Berlin"}}'
      WHERE id = $1`,
    [campaignId, minutes],
  );
  return campaignId;
}

async function read(campaignId: number) {
  const { rows } = await database.query("SELECT status, halt FROM campaign WHERE id = $1", [campaignId]);
  const { status, halt } = rows[0] ?? {};
  return { status, reason: halt === null ? "" : haltWords(halt) };
}

test("an import that adds to its audience is waited for; once its time was missed, it says so", async () => {
  const { tagId } = await addPeople(database, [{}]);
  const campaignId = await addDue(tagId, 1);
  const late = await addDue(tagId, 11);
  await database.query("INSERT INTO import (file_name, options, status) VALUES ('more.csv', $1, 'running')", [
    JSON.stringify({ tagIds: [tagId] }),
  ]);
  await startScheduled();
  expect(await read(campaignId)).toEqual({ status: "scheduled", reason: "" });
  expect((await read(late))?.reason).toMatch(/because an import is adding people to its audience\.$/);
  await database.query("UPDATE import SET status = 'done'");
  await startScheduled();
  expect((await read(campaignId))?.status).toBe("preparing");
});

test("one that cannot be read keeps no other from starting, nor any step of the sweep from its work", async () => {
  const { tagId } = await addPeople(database, [{}]);
  const broken = await addDue(tagId, 2);
  await database.query(`UPDATE campaign SET timing = '{"start": {"kind": "never"}}' WHERE id = $1`, [broken]);
  const campaignId = await addDue(tagId, 1);
  const done = await addCampaign(database, { status: "sending" });
  await startScheduled();
  await sweepSending();
  expect((await read(campaignId))?.status).toBe("preparing");
  expect((await read(done))?.status).toBe("sent");

  const set = `guards = '{"canary": 1}', canary_state = 'sending'`;
  await putStatus(database, "sending", { where: `id = ${done}`, set });
  await expect(sweepSending()).rejects.toThrow();
  expect((await read(done))?.status).toBe("sent");
});

test.each([
  [
    "a tag was deleted",
    (tagId: number) => database.query("DELETE FROM tag WHERE id = $1", [tagId]),
    { code: "tag_deleted" },
    /^It did not start: A tag of this audience was deleted/,
  ],
  [
    "nobody is left",
    (tagId: number) =>
      database.query(
        "UPDATE subscriber SET consented_at = NULL WHERE id IN (SELECT subscriber_id FROM subscriber_tag WHERE tag_id = $1)",
        [tagId],
      ),
    { code: "nobody_eligible" },
    /^It did not start: Nobody in this audience may be texted/,
  ],
  [
    "its text cannot be read any more",
    (tagId: number) =>
      database.query(
        "UPDATE campaign SET body = 'Hi {{First}}' WHERE audience -> 'includeTagIds' @> to_jsonb($1::int)",
        [tagId],
      ),
    { code: "bad_field", kind: "bad_name", field: "First" },
    /^It did not start: “First” is not a field name/,
  ],
] as const)("%s: it stays scheduled and asks", async (_, spoil, problem, words) => {
  const { tagId } = await addPeople(database, [{}]);
  const campaignId = await addDue(tagId, 1);
  await spoil(tagId);
  await startScheduled();
  await startScheduled();
  const { rows } = await database.query("SELECT status, halt FROM campaign WHERE id = $1", [campaignId]);
  expect(rows).toEqual([{ status: "scheduled", halt: { code: "start_refused", problem } }]);
  expect((await read(campaignId)).reason).toMatch(words);
});
