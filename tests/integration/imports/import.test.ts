import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { checkImport } from "@/lib/imports/check";
import { cancelImport, checkColumns, reviseImport, startImport } from "@/lib/imports/commands";
import { mergeImport } from "@/lib/imports/merge";
import { getImport, getImportProgress, listProblems } from "@/lib/imports/queries";
import { rejectFile } from "@/lib/imports/reject-file";
import { closeClientBoss, installJobs } from "@/lib/jobs/boss";
import { createTestDatabase } from "../../support/database";
import { answer, dyingAfter, importFile, marketer, never, preview, upload } from "./stories";

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

const file = `Vorname,Nachname,Handy,E-Mail,Stadt
Anna,Berg,0151 12345678,anna@example.com,Berlin
Bert,Cohn,+49 151 12345679,not an address,
Cleo,,4.91512E+12,,
Dora,,0151/12345678,,
,,,,
Emil,Falk,030 1,,
Finn,,+41 79 123 45 67,finn@example.com,Zürich
`;

describe("a first import", () => {
  const columns = [
    { as: "firstName" as const },
    { as: "lastName" as const },
    { as: "phone" as const },
    { as: "email" as const },
    { as: "attribute" as const, name: "city" },
  ];

  test("shows what would happen, then does exactly that, and accounts for every row", async () => {
    const before = await preview(file, { columns, tags: ["Regulars"] });
    const expected = { created: 3, updated: 0, unchanged: 0, duplicates: 1, rejected: 2, suppressed: 0 };
    expect(before).toMatchObject({ status: "ready", rows: 6, preview: expected });
    expect(await all("SELECT FROM subscriber")).toEqual([]);
    expect(await all("SELECT FROM tag")).toEqual([]);

    await startImport(marketer, before.id);
    await mergeImport(before.id, never);
    const after = await getImport(marketer, before.id);
    expect(after).toMatchObject({ status: "done", progress: { counts: expected, done: 3, of: 3 } });
    expect(expected.created + expected.duplicates + expected.rejected).toBe(after.rows);
    expect(await stagedRows()).toBe(0);
  });

  test("keeps names, numbers, fields, zone and tag", async () => {
    await importFile(file, { columns, tags: ["Regulars"] });
    expect(
      await all(
        `SELECT phone, country, time_zone, first_name, last_name, email, attributes, consented_at,
                ARRAY(SELECT name FROM tag JOIN subscriber_tag ON tag.id = tag_id WHERE subscriber_id = s.id) AS tags
           FROM subscriber s ORDER BY first_name`,
      ),
    ).toEqual(
      [
        {
          phone: "+4915112345678",
          country: "DE",
          time_zone: "Europe/Berlin",
          first_name: "Anna",
          last_name: "Berg",
          email: "anna@example.com",
          attributes: { city: "Berlin" },
        },
        {
          phone: "+4915112345679",
          country: "DE",
          time_zone: "Europe/Berlin",
          first_name: "Bert",
          last_name: "Cohn",
          email: "",
          attributes: {},
        },
        {
          phone: "+41791234567",
          country: "CH",
          time_zone: "Europe/Zurich",
          first_name: "Finn",
          last_name: "",
          email: "finn@example.com",
          attributes: { city: "Zürich" },
        },
      ].map((person) => ({ ...person, consented_at: new Date("2026-11-01T00:00:00Z"), tags: ["Regulars"] })),
    );
    expect(await all("SELECT name, subscriber_count FROM tag")).toEqual([{ name: "Regulars", subscriber_count: 3 }]);
    expect(await all("SELECT total FROM table_counter WHERE name = 'subscriber'")).toEqual([{ total: 3 }]);
  });

  test("writes evidence of the consent, word for word", async () => {
    const { id } = await importFile(file, { columns });
    const evidence = {
      kind: "granted",
      source: "import",
      wording: "Yes, text me the offers of ACME.",
      import_id: id,
      user_id: 7,
    };
    expect(
      await all("SELECT phone, kind, source, wording, import_id, user_id, occurred_at FROM consent_event ORDER BY id"),
    ).toEqual(
      ["+4915112345678", "+4915112345679", "+41791234567"].map((phone) => ({
        phone,
        ...evidence,
        occurred_at: new Date("2026-11-01T00:00:00Z"),
      })),
    );
  });

  test("explains by row number what was not taken", async () => {
    const { id } = await importFile(file, { columns });
    const told = async (outcome: "rejected" | "duplicate" | "note") =>
      (await listProblems(marketer, id, outcome)).map(({ number, problem, sameAs }) => [number, problem, sameAs]);
    expect(await told("rejected")).toEqual([
      [4, "scientific", null],
      [7, "too_short", null],
    ]);
    expect(await told("duplicate")).toEqual([[5, "duplicate", 2]]);
    expect(await told("note")).toEqual([[3, "email_left_out", null]]);
    let csv = "";
    for await (const part of await rejectFile(marketer, id, "rejected")) csv += part;
    expect(csv.split("\r\n")).toEqual([
      '\ufeff"Row","Problem","Vorname","Nachname","Handy","E-Mail","Stadt"',
      expect.stringMatching(/^"4","A spreadsheet shortened.*","Cleo","","4.91512E\+12","",""$/),
      expect.stringMatching(/^"7","The number is too short.","Emil","Falk","030 1","",""$/),
      "",
    ]);
  });
});

describe("an import over people who are there", () => {
  const base = "phone,first_name,email\n+4915112345678,Anna,anna@example.com\n+4915112345679,Bert,\n";

  test("the same file again writes not a single row", async () => {
    await importFile(base, { tags: ["A"] });
    const versions = () => all("SELECT id, xmin::text, ctid::text FROM subscriber ORDER BY id");
    const evidence = () => all("SELECT count(*)::int AS n FROM consent_event");
    const before = [await versions(), await evidence(), await all("SELECT xmin::text FROM tag")];
    const again = await importFile(base, { tags: ["a"], consentDay: "2026-11-20" });
    expect(again.progress.counts).toMatchObject({ created: 0, updated: 0, unchanged: 2 });
    expect([await versions(), await evidence(), await all("SELECT xmin::text FROM tag")]).toEqual(before);
  });

  test("a blank cell erases nothing, a filled one replaces, a field is added beside others", async () => {
    await importFile(base);
    await database.query('UPDATE subscriber SET attributes = \'{"size": "M"}\'');
    const { progress } = await importFile(
      "phone,first_name,email,City\n+4915112345678,,new@example.com,Köln\n+4915112345679,Bert,,\n",
      {
        columns: [{ as: "phone" }, { as: "firstName" }, { as: "email" }, { as: "attribute", name: "city" }],
      },
    );
    expect(progress.counts).toMatchObject({ created: 0, updated: 1, unchanged: 1 });
    expect(await all("SELECT first_name, email, attributes FROM subscriber ORDER BY phone")).toEqual([
      { first_name: "Anna", email: "new@example.com", attributes: { size: "M", city: "Köln" } },
      { first_name: "Bert", email: "", attributes: { size: "M" } },
    ]);
  });

  test("a new tag is a change and preview and merge agree on it", async () => {
    await importFile(base);
    const before = await preview(base, { tags: ["New"] });
    expect(before.preview).toMatchObject({ created: 0, updated: 2, unchanged: 0 });
    await startImport(marketer, before.id);
    await mergeImport(before.id, never);
    expect((await getImport(marketer, before.id)).progress.counts).toMatchObject({ updated: 2, unchanged: 0 });
    expect(await all("SELECT subscriber_count AS n FROM tag")).toEqual([{ n: 2 }]);
  });

  test("somebody without consent gains it, somebody with consent keeps the day it was given", async () => {
    await database.query(
      "INSERT INTO subscriber (phone, consented_at) VALUES ('+4915112345678', NULL), ('+4915112345679', '2020-02-02')",
    );
    await importFile("phone\n+4915112345678\n+4915112345679\n");
    expect(await all("SELECT consented_at AS day FROM subscriber ORDER BY phone")).toEqual([
      { day: new Date("2026-11-01T00:00:00Z") },
      { day: expect.any(Date) },
    ]);
    expect(await all("SELECT phone FROM consent_event")).toEqual([{ phone: "+4915112345678" }]);
  });
});

describe("a suppressed number", () => {
  test("is never revived: imported, counted, still suppressed, and given no consent", async () => {
    await database.query("INSERT INTO suppression (phone, source) VALUES ('+4915112345678', 'keyword')");
    await database.query("INSERT INTO subscriber (phone) VALUES ('+4915112345670')");
    await database.query("INSERT INTO suppression (phone, source) VALUES ('+4915112345670', 'admin')");
    const before = await preview("phone,name\n0151 12345678,Anna\n+4915112345679,Bert\n+4915112345670,Cleo\n");
    expect(before.preview).toMatchObject({ created: 2, updated: 1, suppressed: 2 });
    await startImport(marketer, before.id);
    await mergeImport(before.id, never);
    expect((await getImport(marketer, before.id)).progress.counts).toMatchObject({
      created: 2,
      updated: 1,
      suppressed: 2,
    });
    expect(await all("SELECT phone, consented_at IS NULL AS without FROM subscriber ORDER BY phone")).toEqual([
      { phone: "+4915112345670", without: true },
      { phone: "+4915112345678", without: true },
      { phone: "+4915112345679", without: false },
    ]);
    expect(await all("SELECT phone FROM suppression ORDER BY phone")).toEqual([
      { phone: "+4915112345670" },
      { phone: "+4915112345678" },
    ]);
    expect(await all("SELECT phone FROM consent_event")).toEqual([{ phone: "+4915112345679" }]);
  });
});

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

test("a row with too many cells is rejected rather than shifted", async () => {
  const { id, progress } = await importFile(
    "phone,name\n+4915112345678,Anna\n+4915112345679,Berg, Bert\n+4915112345670,C,,\n",
  );
  expect(progress.counts).toMatchObject({ created: 2, rejected: 1 });
  expect(await listProblems(marketer, id, "rejected")).toMatchObject([{ number: 3, problem: "too_many_cells" }]);
});
