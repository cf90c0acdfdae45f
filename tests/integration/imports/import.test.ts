import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startImport } from "@/lib/imports/commands";
import { mergeImport } from "@/lib/imports/merge";
import { getImport, listProblems } from "@/lib/imports/queries";
import { rejectFile } from "@/lib/imports/reject-file";
import { closeClientBoss, installJobs } from "@/lib/jobs/boss";
import { createTestDatabase } from "../../support/database";
import { importFile, marketer, never, preview } from "./stories";

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

test("a row with too many cells is rejected rather than shifted", async () => {
  const { id, progress } = await importFile(
    "phone,name\n+4915112345678,Anna\n+4915112345679,Berg, Bert\n+4915112345670,C,,\n",
  );
  expect(progress.counts).toMatchObject({ created: 2, rejected: 1 });
  expect(await listProblems(marketer, id, "rejected")).toMatchObject([{ number: 3, problem: "too_many_cells" }]);
});
