import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { checkImport } from "@/lib/imports/check";
import { cancelImport, checkColumns, reviseImport, startImport } from "@/lib/imports/commands";
import { mergeImport } from "@/lib/imports/merge";
import { getImport, getImportProgress } from "@/lib/imports/queries";
import { closeClientBoss, installJobs } from "@/lib/jobs/boss";
import { createTestDatabase } from "../../support/database";
import { answer, dyingAfter, marketer, never, preview, upload } from "./stories";

const database = await createTestDatabase();

beforeAll(async () => {
  await installJobs();
  return closeClientBoss;
});

beforeEach(async () => {
  await database.query("ALTER TABLE consent_event DISABLE TRIGGER USER");
  await database.query(
    "TRUNCATE subscriber, subscriber_tag, tag, suppression, consent_event, import, import_row, import_contact, import_row_problem, table_counter",
  );
  await database.query("ALTER TABLE consent_event ENABLE TRIGGER USER");
});

async function all<Row extends Record<string, unknown>>(sql: string, values: unknown[] = []): Promise<Row[]> {
  return (await database.query<Row>(sql, values)).rows;
}

async function stagedRows(): Promise<number> {
  const [row] = await all<{ n: number }>(
    "SELECT ((SELECT count(*) FROM import_row) + (SELECT count(*) FROM import_contact))::int AS n",
  );
  return row?.n ?? -1;
}

describe("killed workers", () => {
  // More than two chunks of the check and of the merge; every 10th row is a duplicate, every 50th no number.
  const big = `phone,first_name\n${Array.from({ length: 25_000 }, (_, index) => rowOf(index)).join("")}`;
  function rowOf(index: number): string {
    if (index % 50 === 7) return `none,P${index}\n`;
    const person = index % 10 === 3 && index > 100 ? index - 100 : index;
    return `+49151${String(10_000_000 + person)},P${index}\n`;
  }

  test("lose nothing and double nothing, wherever they die", async () => {
    const importId = await upload(big);
    await answer(importId, { tags: ["Big"] });
    for (let looks = 1; looks < 6; looks++)
      await expect(checkImport(importId, dyingAfter(1))).rejects.toThrow("killed");
    expect((await getImportProgress(marketer, importId)).status).toBe("checking");
    await Promise.all([checkImport(importId, never), checkImport(importId, never)]);
    const { preview: promised } = await getImport(marketer, importId);
    expect(promised).toMatchObject({ rejected: 500, unchanged: 0, updated: 0 });

    await startImport(marketer, importId);
    await expect(mergeImport(importId, dyingAfter(1))).rejects.toThrow("killed");
    await expect(mergeImport(importId, dyingAfter(1))).rejects.toThrow("killed");
    expect(await getImportProgress(marketer, importId)).toMatchObject({ status: "running", done: 20_000 });
    await Promise.all([mergeImport(importId, never), mergeImport(importId, never)]);

    const { progress, rows } = await getImport(marketer, importId);
    expect(progress.counts).toEqual(promised);
    const { created, duplicates, rejected } = progress.counts;
    expect(created + duplicates + rejected).toBe(rows);
    const [count] = await all(
      "SELECT (SELECT count(*)::int FROM subscriber) AS people, (SELECT count(*)::int FROM consent_event) AS evidence, (SELECT subscriber_count FROM tag) AS tagged",
    );
    expect(count).toEqual({ people: created, evidence: created, tagged: created });
    await mergeImport(importId, never);
    expect(await getImportProgress(marketer, importId)).toEqual(progress);
  });

  test("a number that is added while the merge runs is merged, not doubled", async () => {
    const { id } = await preview("phone,name\n+4915112345678,Anna\n");
    await startImport(marketer, id);
    await database.query("INSERT INTO subscriber (phone) VALUES ('+4915112345678')");
    await mergeImport(id, never);
    expect(await all("SELECT first_name FROM subscriber")).toEqual([{ first_name: "Anna" }]);
  });
});

describe("before the confirmation", () => {
  test("columns can be chosen again, and the earlier check leaves no trace", async () => {
    const first = await preview("a,b\n+4915112345678,+4915112345679\n", {
      columns: [{ as: "phone" }, { as: "ignore" }],
      hasHeader: false,
    });
    expect(first.preview).toMatchObject({ created: 1, rejected: 1 });
    await reviseImport(marketer, first.id);
    await answer(first.id, { columns: [{ as: "ignore" }, { as: "phone" }], hasHeader: true });
    await checkImport(first.id, never);
    await startImport(marketer, first.id);
    await mergeImport(first.id, never);
    expect(await all("SELECT phone FROM subscriber")).toEqual([{ phone: "+4915112345679" }]);
    expect((await getImport(marketer, first.id)).progress.counts).toMatchObject({ created: 1, rejected: 0 });
  });

  test("cancelling removes the rows, and nothing can start it again", async () => {
    const { id } = await preview("phone\n+4915112345678\n");
    await cancelImport(marketer, id);
    expect(await stagedRows()).toBe(0);
    await expect(startImport(marketer, id)).rejects.toThrow(/moved on/);
    await expect(reviseImport(marketer, id)).rejects.toThrow(/moved on/);
    await mergeImport(id, never);
    expect(await all("SELECT FROM subscriber")).toEqual([]);
  });

  test("a check that is no longer wanted stops, a merge that was not confirmed does nothing", async () => {
    const importId = await upload("phone\n+4915112345678\n");
    await answer(importId);
    await reviseImport(marketer, importId);
    await checkImport(importId, never);
    await mergeImport(importId, never);
    expect((await getImport(marketer, importId)).status).toBe("mapping");
    expect(await stagedRows()).toBe(2);
  });

  test("the job and the status are one: a refused answer enqueues nothing", async () => {
    const importId = await upload("phone\n+4915112345678\n");
    const jobs = async () =>
      (await all("SELECT FROM pgboss.job WHERE name = 'import.check' AND data->>'importId' = $1", [String(importId)]))
        .length;
    const { format } = await getImport(marketer, importId);
    const options = {
      hasHeader: true,
      country: null,
      tags: [],
      consentSource: "Till",
      consentWording: "Yes, text me please.",
    };
    await expect(
      checkColumns(marketer, importId, {
        ...options,
        columns: [...(format?.columns ?? []), { as: "ignore" }],
        consentDay: "2026-11-01",
      }),
    ).rejects.toThrow(/another file/);
    await expect(
      checkColumns(marketer, importId, { ...options, columns: format?.columns ?? [], consentDay: "2999-01-01" }),
    ).rejects.toThrow();
    expect(await jobs()).toBe(0);
    await answer(importId);
    expect(await jobs()).toBe(1);
  });
});
