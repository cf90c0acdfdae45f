import { describe, expect, test } from "vitest";
import { moveCampaign, moveCampaigns } from "@/lib/campaigns/move";
import { type CampaignStatus, campaignStatuses, mayMove, moveOf, transitions } from "@/lib/campaigns/status";
import { pool } from "@/lib/db/pool";
import { sql } from "@/lib/db/sql";
import { inTransaction } from "@/lib/db/transaction";
import { actorOf, systemActor } from "@/lib/events/actor";
import { moveFunction } from "../../../scripts/database/move-trigger.ts";
import { createTestDatabase } from "../../support/database.ts";
import { addCampaign, statusOf } from "./fixtures.ts";

const database = await createTestDatabase();
const ada = actorOf({ userId: 7, name: "Ada" });

const pairs = campaignStatuses.flatMap((from) =>
  campaignStatuses.filter((to) => to !== from).map((to) => [from, to] as const),
);

async function eventsOf(campaignId: number) {
  const { rows } = await database.query(
    `SELECT kind, data, actor_kind AS "actorKind", actor_id AS "actorId", actor_name AS "actorName" FROM event
      WHERE object = 'campaign' AND object_id = $1::text ORDER BY id`,
    [campaignId],
  );
  return rows;
}

describe("the table of moves", () => {
  test.each(pairs)("from %s to %s: the writer, the database and the table agree", async (from, to) => {
    const campaignId = await addCampaign(database, { status: from });
    const moved = await inTransaction((tx) => moveCampaign(tx, campaignId, { to, actor: ada }));
    expect(moved !== null).toBe(mayMove(from, to));
    expect(await statusOf(database, campaignId)).toBe(mayMove(from, to) ? to : from);
    expect((await eventsOf(campaignId)).map(({ kind }) => kind)).toEqual(mayMove(from, to) ? [moveOf(from, to)] : []);

    const other = await addCampaign(database, { status: from });
    const written = database.query("UPDATE campaign SET status = $2 WHERE id = $1", [other, to]);
    if (mayMove(from, to)) await written;
    else await expect(written).rejects.toThrow(`no move from ${from} to ${to}`);
  });

  test("is what the trigger in the database was made from", async () => {
    const { rows } = await database.query("SELECT prosrc FROM pg_proc WHERE proname = 'campaign_moves'");
    const table = Object.fromEntries(campaignStatuses.map((from) => [from, Object.keys(transitions[from])]));
    expect(rows).toEqual([{ prosrc: moveFunction("campaign", table) }]);
  });

  test("a move that it lacks is refused before it reaches the database", async () => {
    const campaignId = await addCampaign(database, { status: "sent" });
    const wrong = moveCampaigns(pool(), { to: "sending", from: ["sent" as CampaignStatus], actor: ada });
    await expect(wrong).rejects.toThrow("no move from sent to sending");
    expect(await statusOf(database, campaignId)).toBe("sent");
  });
});

describe("a move", () => {
  test("says who made it, from where, and why", async () => {
    const campaignId = await addCampaign(database, { status: "sending" });
    const halt = { code: "refused_by_sinch", said: "401: wrong token" } as const;
    await inTransaction((tx) => moveCampaign(tx, campaignId, { to: "paused", halt, actor: systemActor("sending") }));
    await inTransaction((tx) => moveCampaign(tx, campaignId, { to: "sending", actor: ada }));
    expect(await eventsOf(campaignId)).toEqual([
      {
        kind: "paused",
        data: { from: "sending", to: "paused", halt },
        ...{ actorKind: "system", actorId: null, actorName: "sending" },
      },
      {
        kind: "resumed",
        data: { from: "paused", to: "sending" },
        ...{ actorKind: "person", actorId: 7, actorName: "Ada" },
      },
    ]);
    const { rows } = await database.query("SELECT halt FROM campaign WHERE id = $1", [campaignId]);
    expect(rows).toEqual([{ halt: null }]);
  });

  test("that is rolled back leaves no event", async () => {
    const campaignId = await addCampaign(database, { status: "sending" });
    const failing = inTransaction(async (tx) => {
      await moveCampaign(tx, campaignId, { to: "canceled", actor: ada });
      throw new Error("died here");
    });
    await expect(failing).rejects.toThrow("died here");
    expect([await statusOf(database, campaignId), await eventsOf(campaignId)]).toEqual(["sending", []]);
  });

  test("is made once, however many make it at the same moment", async () => {
    const campaignId = await addCampaign(database, { status: "sending" });
    const moves = Array.from({ length: 8 }, () =>
      inTransaction((tx) => moveCampaign(tx, campaignId, { to: "paused", actor: ada })),
    );
    const moved = (await Promise.all(moves)).filter((one) => one !== null);
    expect(moved).toEqual([{ id: campaignId, from: "sending", isExpanded: true }]);
    expect(await eventsOf(campaignId)).toHaveLength(1);
  });

  test("asks its condition with the row locked, and sets what goes with it", async () => {
    const campaignId = await addCampaign(database, { status: "sending" });
    const end = (where: boolean) =>
      inTransaction((tx) =>
        moveCampaign(tx, campaignId, { to: "sent", set: sql`, finished_at = now()`, where: sql`${where}`, actor: ada }),
      );
    expect(await end(false)).toBeNull();
    expect(await end(true)).toMatchObject({ id: campaignId });
    const { rows } = await database.query("SELECT finished_at FROM campaign WHERE id = $1", [campaignId]);
    expect(rows[0]?.finished_at).toBeInstanceOf(Date);
  });
});

test("what happened cannot be changed or removed", async () => {
  const campaignId = await addCampaign(database, { status: "sending" });
  await inTransaction((tx) => moveCampaign(tx, campaignId, { to: "paused", actor: ada }));
  for (const change of ["UPDATE event SET kind = 'sent'", "DELETE FROM event", "TRUNCATE event"]) {
    await expect(database.query(change)).rejects.toThrow("append-only");
  }
});
