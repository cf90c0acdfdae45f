import { randomInt } from "node:crypto";
import pg from "pg";
import { afterAll, describe, expect, test } from "vitest";
import { pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { inTransaction } from "@/lib/db/transaction";
import { actorOf, systemActor } from "@/lib/events/actor";
import { beginning, type Cursor, listEventsOf, readEvents } from "@/lib/events/read";
import { recordEvent, recordEvents } from "@/lib/events/record";
import { createTestDatabase } from "../../support/database.ts";
import { eventually } from "../../support/rig.ts";

const database = await createTestDatabase();
const ada = actorOf({ userId: 7, name: "Ada" });
const writers = 50;
const transactions = 12;

/** One connection that opens transactions, writes into them, and commits when the others have had their chance. */
async function write(number: number): Promise<string[]> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const written: string[] = [];
  try {
    for (let turn = 0; turn < transactions; turn++) {
      await client.query("BEGIN");
      const ids = Array.from({ length: randomInt(1, 4) }, (_, index) => `${number}.${turn}.${index}`);
      for (const objectId of ids) await recordEvent(client, { object: "test", objectId, kind: "done", actor: ada });
      for (let rest = randomInt(0, 4); rest > 0; rest--) await client.query("SELECT 1");
      const isKept = randomInt(0, 5) > 0;
      await client.query(isKept ? "COMMIT" : "ROLLBACK");
      if (isKept) written.push(...ids);
    }
  } finally {
    await client.end();
  }
  return written;
}

async function readOn(cursor: Cursor, seen: string[]): Promise<Cursor> {
  const events = await readEvents(pool(), cursor, 7);
  seen.push(...events.map(({ objectId }) => objectId));
  return events.at(-1)?.cursor ?? cursor;
}

afterAll(() => prisma().$disconnect());

test("50 writers that commit out of order: a reader beside them misses none and sees none twice", async () => {
  const seen: string[] = [];
  let cursor = beginning;
  let isOver = false;
  const reading = (async () => {
    while (!isOver) cursor = await readOn(cursor, seen);
  })();
  const written = (await Promise.all(Array.from({ length: writers }, (_, number) => write(number)))).flat();
  isOver = true;
  await reading;
  expect(seen.length).toBeGreaterThan(0);
  await eventually(
    async () => {
      cursor = await readOn(cursor, seen);
      return seen.length;
    },
    (count) => count >= written.length,
  );
  expect(seen.toSorted()).toEqual(written.toSorted());
});

test("an event waits while an older transaction is open, and is told once that has ended", async () => {
  const start = (await readEvents(pool(), beginning, 100_000)).at(-1)?.cursor ?? beginning;
  const older = new pg.Client({ connectionString: database.url });
  await older.connect();
  await older.query("BEGIN");
  await recordEvent(older, { object: "test", objectId: "older", kind: "done", actor: ada });
  await recordEvent(pool(), { object: "test", objectId: "newer", kind: "done", actor: ada });
  const told = async () => {
    const ids = (await readEvents(pool(), start, 100)).map(({ objectId }) => objectId);
    return ids.filter((id) => id === "older" || id === "newer");
  };
  expect(await told()).toEqual([]);
  await older.query("COMMIT");
  await older.end();
  // Transactions in other databases of the server count as open ones, too.
  const both = await eventually(told, (ids) => ids.length > 0);
  expect(both).toEqual(["older", "newer"]);
});

describe("one statement", () => {
  const event = { object: "test", objectId: 1, kind: "renamed", data: { from: "a", to: "b" }, actor: ada };

  test("in a transaction of pg and of Prisma: kept with it, gone with it", async () => {
    await inTransaction((tx) => recordEvent(tx, { ...event, objectId: "pg" }));
    await prisma().$transaction((tx) => recordEvent(tx, { ...event, objectId: "prisma" }));
    const failing = prisma().$transaction(async (tx) => {
      await recordEvent(tx, { ...event, objectId: "gone" });
      throw new Error("died here");
    });
    await expect(failing).rejects.toThrow("died here");
    for (const objectId of ["pg", "prisma"]) {
      expect(await listEventsOf("test", objectId)).toMatchObject([{ kind: "renamed", data: event.data, actor: ada }]);
    }
    expect(await listEventsOf("test", "gone")).toEqual([]);
  });

  test("for many at once, in their order, each with its own actor", async () => {
    const by = (name: string, objectId: number) => ({ ...event, object: "many", objectId, actor: systemActor(name) });
    await recordEvents(pool(), [by("a", 1), by("b", 2), by("b", 2)]);
    expect(await listEventsOf("many", 1)).toMatchObject([{ actor: { kind: "system", name: "a" } }]);
    expect(await listEventsOf("many", 2)).toHaveLength(2);
    await recordEvents(pool(), []);
  });
});
