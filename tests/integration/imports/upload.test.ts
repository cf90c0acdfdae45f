import { beforeEach, describe, expect, test } from "vitest";
import { getImport, listImports, listSampleRows } from "@/lib/imports/queries";
import { sweepImports } from "@/lib/imports/sweep";
import { receiveUpload } from "@/lib/imports/upload";
import { createTestDatabase } from "../../support/database";
import { putImportStatus } from "../../support/put-status.ts";
import { chunksOf, marketer, upload } from "./stories";

const database = await createTestDatabase();

beforeEach(async () => {
  await database.query("TRUNCATE import, import_row, import_contact, import_row_problem");
});

async function leftovers() {
  const { rows } = await database.query(
    "SELECT status, problem, (SELECT count(*)::int FROM import_row r WHERE r.import_id = i.id) AS rows FROM import i ORDER BY id",
  );
  return rows;
}

test("a good file waits for its columns, with what was found out about it", async () => {
  const importId = await upload(
    Buffer.from("\ufeffTelefon;Vorname\r\n+4915112345678;Jürgen\r\n", "utf16le"),
    "a/b/liste.csv",
  );
  expect(await getImport(marketer, importId)).toMatchObject({
    fileName: "liste.csv",
    status: "mapping",
    rows: 1,
    hasHeader: true,
    format: {
      encoding: "utf-16le",
      delimiter: ";",
      country: "DE",
      columns: [{ as: "phone" }, { as: "firstName" }],
    },
  });
  expect(await listSampleRows(marketer, importId, 5)).toEqual([
    ["Telefon", "Vorname"],
    ["+4915112345678", "Jürgen"],
  ]);
});

test("every character comes back from the staging table as it was in the file", async () => {
  const cells = ["\\", '"', "{a,b}", "NULL", "tab\there", "two\r\nlines", "'", "\\N", "\\.", "😀", "", "\u0001\b\f\v"];
  const quoted = cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",");
  const importId = await upload(
    `phone${",x".repeat(cells.length)}\n+4915112345678,${quoted}\n${"+4915112345679,Anna\n".repeat(200)}`,
  );
  expect((await listSampleRows(marketer, importId, 2))[1]).toEqual(["+4915112345678", ...cells]);
});

describe("a file that is no good fails with words and leaves no rows", () => {
  const manyRows = "phone,name\n+4915112345678,Anna\n".repeat(60_000);

  test.each([
    ["a workbook", "PK\x03\x04 xl/workbook.xml", /Excel workbook/],
    ["nothing", "", /empty/],
    ["a header alone", "phone,name\n", /no rows below/],
    ["no numbers", "name,city\nAnna,Berlin\n", /looks like phone numbers/],
    ["a broken row after many good ones", `${manyRows}1,"${"x".repeat(5_000)}"\n`, /Row 120001 has a cell/],
    ["a line of 10 MB after many good ones", `${manyRows}${"x".repeat(10_000_000)}`, /longer than 1 MB/],
    ["an open quotation mark after many good ones", `${manyRows}1,"Anna\n`, /quotation mark in row 120001/],
  ])("%s", async (_name, text, words) => {
    await expect(upload(text)).rejects.toThrow(words);
    expect(await leftovers()).toEqual([{ status: "failed", problem: expect.stringMatching(words), rows: 0 }]);
  });

  test("a connection that breaks off", async () => {
    async function* body() {
      yield* chunksOf(manyRows);
      throw new Error("aborted");
    }
    const broken = receiveUpload(marketer, { fileName: "a.csv", body: body(), expectedBytes: null });
    await expect(broken).rejects.toThrow(/broke off/);
    expect(await leftovers()).toEqual([{ status: "failed", problem: expect.stringMatching(/broke off/), rows: 0 }]);
  });

  test("fewer bytes than were announced, and more than are allowed", async () => {
    const text = "phone\n+4915112345678\n";
    const short = receiveUpload(marketer, { fileName: "a.csv", body: chunksOf(text), expectedBytes: 100 });
    await expect(short).rejects.toThrow(/broke off/);
    const long = receiveUpload(marketer, { fileName: "a.csv", body: chunksOf(text), expectedBytes: 200_000_001 });
    await expect(long).rejects.toThrow(/200 MB/);
    expect(await leftovers()).toEqual([{ status: "failed", problem: expect.stringMatching(/broke off/), rows: 0 }]);
  });
});

describe("the sweep", () => {
  const text = "phone\n+4915112345678\n";

  test("removes what a dead process left of an upload, and its late client is told", async () => {
    const importId = await upload(text);
    await putImportStatus(database, "uploading", { set: "seen_at = now() - interval '6 minutes'" });
    await sweepImports(new Date());
    expect(await leftovers()).toEqual([{ status: "failed", problem: expect.stringMatching(/broke off/), rows: 0 }]);
    expect((await getImport(marketer, importId)).finishedAt).toBeInstanceOf(Date);
  });

  test("an upload that the sweep gave up does not come back to life", async () => {
    async function* body() {
      yield Buffer.from(text);
      await database.query("UPDATE import SET seen_at = now() - interval '6 minutes'");
      await sweepImports(new Date());
      yield Buffer.from("+4915112345679\n".repeat(100));
    }
    const late = receiveUpload(marketer, { fileName: "a.csv", body: body(), expectedBytes: null });
    await expect(late).rejects.toThrow(/broke off/);
    expect(await leftovers()).toMatchObject([{ status: "failed", rows: 0 }]);
  });

  test("throws away a file nobody decided about for a week, and keeps a younger one", async () => {
    await upload(text);
    await upload(text);
    await database.query(
      "UPDATE import SET seen_at = now() - interval '8 days' WHERE id = (SELECT min(id) FROM import)",
    );
    await sweepImports(new Date());
    expect(await leftovers()).toEqual([
      { status: "canceled", problem: expect.stringMatching(/seven days/), rows: 0 },
      { status: "mapping", problem: null, rows: 2 },
    ]);
  });
});

test("no more than four files at once", async () => {
  let release = () => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  async function* slow() {
    yield Buffer.from("phone\n+4915112345678\n");
    await gate;
  }
  const uploads = [1, 2, 3, 4].map(() =>
    receiveUpload(marketer, { fileName: "a.csv", body: slow(), expectedBytes: null }),
  );
  await expect(upload("phone\n+4915112345678\n")).rejects.toMatchObject({
    code: "rate_limited",
    retryAfterSeconds: 60,
  });
  release();
  await Promise.all(uploads);
  await upload("phone\n+4915112345678\n");
});

test("imports are listed newest first, without gaps or repeats between pages", async () => {
  await database.query(
    "INSERT INTO import (file_name, status) SELECT 'f' || n, 'done' FROM generate_series(1, 120) AS n",
  );
  const { decodeCursor } = await import("@/lib/paging");
  const seen: string[] = [];
  for (let cursor: string | null = null, page = 0; page < 5; page++) {
    const { rows, next } = await listImports(marketer, decodeCursor(cursor));
    seen.push(...rows.map(({ fileName }) => fileName));
    cursor = next;
    if (!cursor) break;
  }
  expect(seen).toEqual(Array.from({ length: 120 }, (_, index) => `f${120 - index}`));
});
