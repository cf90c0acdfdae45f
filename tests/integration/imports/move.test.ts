import { describe, expect, test } from "vitest";
import { inTransaction } from "@/lib/db/transaction";
import { actorOf } from "@/lib/events/actor";
import { moveImport } from "@/lib/imports/move";
import { canBecome, type ImportStatus, importStatuses, importTransitions } from "@/lib/imports/status";
import { moveFunction } from "../../../scripts/database/move-trigger.ts";
import { createTestDatabase } from "../../support/database.ts";

const database = await createTestDatabase();
const ada = actorOf({ userId: 7, name: "Ada" });

async function addImport(status: ImportStatus): Promise<number> {
  const { rows } = await database.query<{ id: number }>(
    "INSERT INTO import (file_name, status) VALUES ('people.csv', $1) RETURNING id",
    [status],
  );
  return rows[0]?.id ?? 0;
}

async function statusOf(id: number) {
  return (await database.query("SELECT status FROM import WHERE id = $1", [id])).rows[0]?.status;
}

const pairs = importStatuses.flatMap((from) =>
  importStatuses.filter((to) => to !== from).map((to) => [from, to] as const),
);

describe("the table of moves", () => {
  test.each(pairs)("from %s to %s: the writer, the database and the table agree", async (from, to) => {
    const id = await addImport(from);
    expect(await inTransaction((tx) => moveImport(tx, id, { to, actor: ada }))).toBe(canBecome(from, to));
    expect(await statusOf(id)).toBe(canBecome(from, to) ? to : from);
    const { rows } = await database.query(
      `SELECT kind, data, actor_name AS actor FROM event WHERE object = 'import' AND object_id = $1::text`,
      [id],
    );
    const event = { kind: importTransitions[from][to], data: { from, to }, actor: "Ada" };
    expect(rows).toEqual(canBecome(from, to) ? [event] : []);

    const written = database.query("UPDATE import SET status = $2 WHERE id = $1", [await addImport(from), to]);
    if (canBecome(from, to)) await written;
    else await expect(written).rejects.toThrow(`no move from ${from} to ${to}`);
  });

  test("is what the trigger in the database was made from", async () => {
    const { rows } = await database.query("SELECT prosrc FROM pg_proc WHERE proname = 'import_moves'");
    const table = Object.fromEntries(importStatuses.map((from) => [from, Object.keys(importTransitions[from])]));
    expect(rows).toEqual([{ prosrc: moveFunction("import", table) }]);
  });
});

test("a move that is rolled back leaves no event", async () => {
  const id = await addImport("ready");
  const failing = inTransaction(async (tx) => {
    await moveImport(tx, id, { to: "canceled", actor: ada });
    throw new Error("died here");
  });
  await expect(failing).rejects.toThrow("died here");
  expect(await statusOf(id)).toBe("ready");
  const { rows } = await database.query("SELECT FROM event WHERE object = 'import' AND object_id = $1::text", [id]);
  expect(rows).toEqual([]);
});
