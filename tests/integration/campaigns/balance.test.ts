import { expect, test } from "vitest";
import { createTestDatabase } from "../../support/database.ts";
import { addCampaign } from "./fixtures.ts";

const database = await createTestDatabase();

async function launched(): Promise<number> {
  const campaignId = await addCampaign(database, { status: "sending" });
  await database.query(
    `WITH counted AS (INSERT INTO campaign_counter (campaign_id, status, code, messages) VALUES ($1, 0, 0, 10))
     UPDATE campaign SET audience_count = 10 WHERE id = $1`,
    [campaignId],
  );
  return campaignId;
}

const move = (campaignId: number, from: number, to: number) =>
  database.query(
    `INSERT INTO campaign_counter AS c (campaign_id, status, code, messages) VALUES ($1, 0, 0, $2), ($1, 10, 0, $3)
     ON CONFLICT (campaign_id, status, code) DO UPDATE SET messages = c.messages + excluded.messages`,
    [campaignId, from, to],
  );

test("a move from one column to another is committed", async () => {
  const campaignId = await launched();
  await move(campaignId, -4, 4);
  const { rows } = await database.query(
    "SELECT sum(messages)::int AS all FROM campaign_counter WHERE campaign_id = $1",
    [campaignId],
  );
  expect(rows).toEqual([{ all: 10 }]);
});

test("the database refuses a commit in which somebody is lost, doubled or below zero", async () => {
  const campaignId = await launched();
  await expect(move(campaignId, -4, 3)).rejects.toThrow(/does not balance: 10 in the audience, 9 in its columns/);
  await expect(move(campaignId, 0, 1)).rejects.toThrow(/does not balance/);
  await expect(move(campaignId, -11, 11)).rejects.toThrow(/does not balance/);
  const grown = database.query("UPDATE campaign SET audience_count = 11 WHERE id = $1", [campaignId]);
  await expect(grown).rejects.toThrow(/does not balance: 11 in the audience/);
});

test("what was found in order is looked at again after the next change of the same transaction", async () => {
  const campaignId = await launched();
  const again = database.query(
    `BEGIN; SET CONSTRAINTS ALL IMMEDIATE;
     UPDATE campaign_counter SET messages = messages WHERE campaign_id = ${campaignId};
     UPDATE campaign_counter SET messages = messages - 1 WHERE campaign_id = ${campaignId};
     COMMIT`,
  );
  await expect(again).rejects.toThrow(/does not balance: 10 in the audience, 9 in its columns/);
});
