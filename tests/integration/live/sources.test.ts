import { beforeAll, describe, expect, test } from "vitest";
import { readCampaignsTopic } from "@/lib/campaigns/live/topics";
import { readSendingTopic } from "@/lib/control/topic";
import { readImportTopics } from "@/lib/imports/topic";
import { readOverviewTopic } from "@/lib/reports/topic";
import { createTestDatabase } from "../../support/database.ts";
import { addCampaign } from "../campaigns/fixtures.ts";

const database = await createTestDatabase();

let campaignId = 0;
beforeAll(async () => {
  campaignId = await addCampaign(database, { status: "sending" });
});

const versions = async () => ({
  campaigns: (await readCampaignsTopic()).get(0)?.version,
  overview: (await readOverviewTopic()).get(0)?.version,
  sending: (await readSendingTopic()).get(0)?.version,
});

describe("news of a kind", () => {
  test("nothing happened: no news", async () => {
    expect(await versions()).toEqual(await versions());
  });

  test("lists of campaigns hear of progress, and of one that is over", async () => {
    const before = await versions();
    await database.query("INSERT INTO campaign_counter (campaign_id, status, code, messages) VALUES ($1, 0, 0, 3)", [
      campaignId,
    ]);
    const moved = await versions();
    expect(moved.campaigns).not.toBe(before.campaigns);
    await database.query("UPDATE campaign SET status = 'paused' WHERE id = $1", [campaignId]);
    const paused = await versions();
    expect(paused.campaigns).not.toBe(moved.campaigns);
    expect(paused.overview).not.toBe(moved.overview);
    expect(paused.sending).toBe(before.sending);
  });

  test("the overview hears of what is counted now, not of what was long ago", async () => {
    const before = await versions();
    const add = (at: string) =>
      database.query(
        `INSERT INTO activity_counter (starts_at, metric, total) VALUES (now() - interval '${at}', 'delivered', 1)`,
      );
    await add("3 days");
    expect((await versions()).overview).toBe(before.overview);
    await add("1 minute");
    expect((await versions()).overview).not.toBe(before.overview);
  });

  test("all pages hear that sending is stopped", async () => {
    const before = await versions();
    await database.query("UPDATE sending_control SET stopped_at = now(), stopped_by = 'Ada', reason = 'Test'");
    expect((await versions()).sending).not.toBe(before.sending);
    expect((await readSendingTopic()).get(0)?.data).toMatchObject({ stopped: { by: "Ada", reason: "Test" } });
  });

  test("an import tells how far it is, and is over when it has ended", async () => {
    const { rows } = await database.query<{ id: number }>(
      `INSERT INTO import (file_name, status, rows, checked_through) VALUES ('a.csv', 'checking', 10, 4), ('b.csv', 'done', 1, 1)
       RETURNING id`,
    );
    const [first = 0, second = 0] = rows.map(({ id }) => id);
    const states = await readImportTopics([first, second, 2_000_000_000]);
    expect(states.get(first)).toMatchObject({ data: { status: "checking", done: 4, of: 10 }, isOver: false });
    expect(states.get(second)?.isOver).toBe(true);
    expect(states.size).toBe(2);
  });
});
