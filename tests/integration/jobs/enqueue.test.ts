import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import type { Executor } from "@/lib/db/statement";
import { inTransaction } from "@/lib/db/transaction";
import { closeClientBoss } from "@/lib/jobs/boss";
import { enqueue, enqueueAll } from "@/lib/jobs/enqueue";
import { createTestDatabase } from "../../support/database.ts";
import { eventually } from "../../support/rig.ts";

/** A job exists exactly if the transaction that causes it commits, whichever kind of transaction that is. */

const database = await createTestDatabase();

beforeEach(() => database.query("DELETE FROM pgboss.job"));
afterAll(closeClientBoss);

async function jobs(): Promise<unknown[]> {
  const { rows } = await database.query(
    "SELECT name, singleton_key AS key, data, state FROM pgboss.job ORDER BY name, created_on, singleton_key",
  );
  return rows.map(({ name, key, data, state }) => [name, key, data, state]);
}

const expansion = (campaignId: number, state = "created") => [
  "campaign.expand",
  `${campaignId}`,
  { campaignId },
  state,
];

const takeUp = () => database.query("UPDATE pgboss.job SET state = 'active', started_on = now()");

const ways: [name: string, transaction: <T>(work: (tx: Executor) => Promise<T>) => Promise<T>][] = [
  ["pg", inTransaction],
  ["Prisma", (work) => prisma().$transaction((tx) => work(tx))],
];

describe.each(ways)("in a transaction of %s", (_name, transaction) => {
  test("one that commits leaves the job, with its key and what it is to do", async () => {
    await transaction(async (tx) => {
      await enqueue(tx, "campaign.expand", { campaignId: 1 });
      expect(await jobs()).toEqual([]);
    });
    expect(await jobs()).toEqual([expansion(1)]);
  });

  test("one that is rolled back leaves none, and the next one is not disturbed", async () => {
    const failed = transaction(async (tx) => {
      await enqueue(tx, "campaign.expand", { campaignId: 1 });
      throw new Error("a rule said no");
    });
    await expect(failed).rejects.toThrow("a rule said no");
    expect(await jobs()).toEqual([]);
    await transaction((tx) => enqueue(tx, "campaign.expand", { campaignId: 2 }));
    expect(await jobs()).toEqual([expansion(2)]);
  });

  test("a second one of the same key adds nothing, another key or kind does", async () => {
    await transaction(async (tx) => {
      await enqueue(tx, "campaign.expand", { campaignId: 1 });
      await enqueue(tx, "campaign.expand", { campaignId: 1 });
      await enqueue(tx, "campaign.expand", { campaignId: 2 });
      await enqueue(tx, "campaign.cancel", { campaignId: 1 });
    });
    expect(await jobs()).toEqual([["campaign.cancel", "1", { campaignId: 1 }, "created"], expansion(1), expansion(2)]);
  });

  test("beside one that is being worked on, one more waits: news that comes late is not lost", async () => {
    await transaction((tx) => enqueue(tx, "campaign.expand", { campaignId: 1 }));
    await takeUp();
    await transaction((tx) => enqueue(tx, "campaign.expand", { campaignId: 1 }));
    await transaction((tx) => enqueue(tx, "campaign.expand", { campaignId: 1 }));
    expect(await jobs()).toEqual([expansion(1, "active"), expansion(1)]);
  });

  test("several of a kind come in one statement, and those that wait already are left out", async () => {
    await transaction((tx) => enqueue(tx, "campaign.dispatch", { campaignId: 1, lane: 1 }));
    const lanes = [0, 1, 2, 2].map((lane) => ({ campaignId: 1, lane }));
    await transaction((tx) => enqueueAll(tx, "campaign.dispatch", lanes));
    const { rows } = await database.query("SELECT singleton_key AS key FROM pgboss.job ORDER BY 1");
    expect(rows.map(({ key }) => key)).toEqual(["1:0", "1:1", "1:2"]);
  });

  test("none of a kind are no work", async () => {
    await transaction((tx) => enqueueAll(tx, "campaign.dispatch", []));
    expect(await jobs()).toEqual([]);
  });

  test.each([
    ["commits", [expansion(1)]],
    ["is rolled back", [expansion(1)]],
  ])("two at once of a key are one job when the first %s", async (end, expected) => {
    const gate = Promise.withResolvers<void>();
    const entered = Promise.withResolvers<void>();
    const first = transaction(async (tx) => {
      await enqueue(tx, "campaign.expand", { campaignId: 1 });
      entered.resolve();
      await gate.promise;
      if (end === "is rolled back") throw new Error("no");
    }).catch(() => undefined);
    await entered.promise;
    const second = transaction((tx) => enqueue(tx, "campaign.expand", { campaignId: 1 }));
    await eventually(
      () =>
        database.query(`SELECT FROM pg_locks JOIN pg_stat_activity USING (pid)
                             WHERE locktype = 'transactionid' AND NOT granted AND datname = current_database()`),
      ({ rowCount }) => rowCount === 1,
    );
    gate.resolve();
    await Promise.all([first, second]);
    expect(await jobs()).toEqual(expected);
  });
});

test("a process that closed its queue opens it again for the next job", async () => {
  await closeClientBoss();
  await closeClientBoss();
  await enqueue(pool(), "connection.check", {});
  expect(await jobs()).toEqual([["connection.check", "check", {}, "created"]]);
});
