import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { describeFile, fileSample } from "@/lib/imports/describe";
import { guessColumns, guessHeader, looksLikePhone, widthOf } from "@/lib/imports/file/guess";
import { fieldNameOf } from "@/lib/imports/schema";

const usesOf = (rows: string[][]) => guessColumns(rows, guessHeader(rows)).map(({ as }) => as);

describe("columns are told from their headings", () => {
  test.each([
    ["phone,first_name,last_name,email", ["phone", "firstName", "lastName", "email"]],
    ["Vorname,Nachname,Handynummer,E-Mail-Adresse", ["firstName", "lastName", "phone", "email"]],
    ["Vorname,Name,Telefon", ["firstName", "lastName", "phone"]],
    ["Prénom,Nom,Téléphone portable,Courriel", ["firstName", "lastName", "phone", "email"]],
    ["Nombre,Apellidos,Móvil,Correo electrónico", ["firstName", "lastName", "phone", "email"]],
    ["Nome,Cognome,Cellulare,Città", ["firstName", "lastName", "phone", "ignore"]],
    ["Imię,Nazwisko,Telefon komórkowy", ["firstName", "lastName", "phone"]],
    ["Voornaam,Achternaam,Telefoonnummer", ["firstName", "lastName", "phone"]],
    ["Etunimi,Sukunimi,Puhelin", ["firstName", "lastName", "phone"]],
    ["Name,Mobile number,Customer no", ["firstName", "phone", "ignore"]],
  ])("%s", (heading, uses) => {
    const header = heading.split(",");
    const row = uses.map((as) => (as === "phone" ? "+4915112345678" : "x"));
    expect(guessHeader([header, row])).toBe(true);
    expect(usesOf([header, row])).toEqual(uses);
  });
});

describe("columns are told from their cells", () => {
  test("without a header", () => {
    const rows = [
      ["17", "anna@example.com", "+49 151 12345678", "2024-01-05"],
      ["18", "bert@example.com", "0151/12345679", "2024-01-06"],
    ];
    expect(guessHeader(rows)).toBe(false);
    expect(usesOf(rows)).toEqual(["ignore", "email", "phone", "ignore"]);
  });

  test("numbers with a calling code beat customer numbers of the same length", () => {
    const rows = [
      ["a", "b"],
      ["4711000017", "+4915112345678"],
      ["4711000018", "+4915112345679"],
    ];
    expect(usesOf(rows)).toEqual(["ignore", "phone"]);
  });

  test("headings nobody knows, over numbers", () => {
    expect(
      guessHeader([
        ["Wer", "Wohin"],
        ["Anna", "0151 12345678"],
      ]),
    ).toBe(true);
  });
});

test.each([
  ["+49 (0)151 123-456", true],
  ["'+4915112345678", true],
  ["2015551234", true],
  ["2024-01-05", false],
  ["05.01.2024 10:00", false],
  ["12345", false],
  ["4.91512E+12", false],
  ["Anna", false],
  ["", false],
])("%j looks like a phone number: %s", (cell, looks) => {
  expect(looksLikePhone(cell)).toBe(looks);
});

test("a single row that is too wide does not widen the file; a header that is too short does not narrow it", () => {
  expect(
    widthOf([
      ["a", "b"],
      ["1", "2"],
      ["1", "2", "3"],
      ["1", "2"],
    ]),
  ).toBe(2);
  expect(widthOf([["a"], ["1", "2"], ["1", "2"]])).toBe(2);
});

describe("a file in which nobody has a number", () => {
  function describeRows(rows: string[][]) {
    const sample = fileSample();
    sample.add(rows.map((cells, index) => ({ number: index + 1, cells })));
    return describeFile({ bytes: 1, encoding: "utf-8", delimiter: "," }, sample);
  }

  test.each([
    [[], /empty/],
    [[["phone", "name"]], /header line and no rows/],
    [
      [
        ["name", "city"],
        ["Anna", "Berlin"],
      ],
      /looks like phone numbers/,
    ],
  ])("is refused with words", (rows, words) => {
    expect(() => describeRows(rows)).toThrow(words);
  });

  test("the usual country is the majority's among numbers with a calling code", () => {
    const numbers = ["+4915112345678", "+4915112345679", "+436641234567", "0151 1234567"];
    expect(describeRows([["phone"], ...numbers.map((number) => [number])])).toMatchObject({
      country: "DE",
      hasHeader: true,
      firstRow: ["phone"],
    });
    expect(describeRows([["phone"], ["0151 1234567"]]).country).toBeNull();
  });
});

test("headings become names of merge fields", () => {
  expect(fieldNameOf("Favourite colour")).toBe("favourite_colour");
  expect(fieldNameOf("Größe (cm)")).toBe("grosse_cm");
  expect(fieldNameOf("2nd city")).toBe("nd_city");
  expect(fieldNameOf("電話")).toBe("");
  fc.assert(
    fc.property(fc.string(), (heading) => {
      expect(fieldNameOf(heading)).toMatch(/^([a-z][a-z0-9_]{0,39})?$/);
    }),
  );
});

test("whatever the file, there is one guess per column and each field is given once", () => {
  const cell = fc.oneof(
    fc.constantFrom("phone", "name", "Vorname", "email", "tel", "nom", "+4915112345678", "a@b.de"),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 5 }), (rows) => {
      const uses = usesOf(rows).filter((as) => as !== "ignore");
      expect(usesOf(rows)).toHaveLength(widthOf(rows));
      expect(new Set(uses).size).toBe(uses.length);
    }),
  );
});
